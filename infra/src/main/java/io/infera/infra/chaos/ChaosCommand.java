package io.infera.infra.chaos;

import io.infera.infra.local.AccessOption;
import io.infera.infra.local.Jvm;
import io.infera.infra.local.LocalNetwork;
import io.infera.infra.local.ModelPolicies;
import io.infera.infra.local.NetworkOptions;
import io.infera.infra.local.NodeSpec;
import io.infera.infra.local.Repository;
import io.infera.infra.local.StateDirectory;
import io.infera.infra.process.Progress;
import io.infera.infra.report.JsonReport;
import io.infera.schemas.serde.SchemaRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Breaks a network on purpose and holds it to its promises. */
@Command(
    name = "chaos",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs a network of honest nodes under load, kills and freezes its processes and writes"
          + " rubbish to its topics, at",
      "times that follow from the seed; then waits until all is settled and audits from topics and"
          + " chain alone.",
      "Exit 0 only if every acknowledged request has one answer, every request that ended is"
          + " settled once, no honest",
      "node is blamed for more than the silence that it kept, and judging the log again finds no"
          + " difference."
    },
    footer = {
      "",
      "Faults: node, dispatcher, verification, sink, broker (kill -9 and restart, in equal"
          + " shares);",
      "registry, evm (frozen for the time of --outage); pause (a node frozen past its attempt's"
          + " deadline);",
      "clock (a node's, hours off for as long; takes the package libfaketime); disk-full, disk-slow"
          + " (of sink,",
      "verification or broker, for as long; takes root, which mounts a disk for each); poison,"
          + " misrouted (on every",
      "topic). Of those that are no kill one each for every forty kills, at least one. What this"
          + " machine does not",
      "permit is reported, with the reason.",
      "",
      "Recovery time: from the fault (of a freeze: from its end) to the next answer after the"
          + " process concerned is",
      "healthy again.",
      "",
      "Examples:",
      "  infera chaos",
      "  infera chaos --kills 40 --requests 20000 --seed 7 --json report.json",
      "  infera chaos --kills 10 --requests 2000 --faults broker,verification"
    })
public final class ChaosCommand implements Callable<Integer> {
  private static final Duration BEYOND_THE_DEADLINE = Duration.ofSeconds(3);
  private static final Duration SETTLING = Duration.ofMinutes(5);

  /**
   * At hundreds a second the dispatcher remembers ids, and verification ended requests, in more
   * memory than a small network has.
   */
  private static final int MANY = 50_000;

  /** What an engine is to be. */
  enum Engine {
    stub("stub", "bench/stub.json"),
    model("minilm", "all-minilm-l6-v2.json");

    private final String setting;
    private final String policy;

    Engine(String setting, String policy) {
      this.setting = setting;
      this.policy = policy;
    }
  }

  @Spec private CommandSpec spec;

  @Option(
      names = "--kills",
      defaultValue = "10",
      paramLabel = "N",
      description = "How often a process is killed (default ${DEFAULT-VALUE}).")
  private int kills;

  @Option(
      names = "--requests",
      defaultValue = "2000",
      paramLabel = "R",
      description = "How many requests, at least (default ${DEFAULT-VALUE}).")
  private int requests;

  @Option(
      names = "--rate",
      defaultValue = "200",
      paramLabel = "N",
      description = "How many requests a second, at most (default ${DEFAULT-VALUE}).")
  private int rate;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "X",
      description = "Which faults, when, and whom they hit (default ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--faults",
      split = ",",
      paramLabel = "LIST",
      description = "Which kinds, separated by commas (default: all).")
  private List<String> faults;

  @Option(
      names = "--nodes",
      defaultValue = "5",
      paramLabel = "N",
      description =
          "Nodes of the market, at least 3; a backstop is added (default ${DEFAULT-VALUE}).")
  private int nodes;

  @Option(
      names = "--engine",
      defaultValue = "stub",
      description =
          "${COMPLETION-CANDIDATES}: made-up vectors, or the real model (default"
              + " ${DEFAULT-VALUE}).")
  private Engine engine;

  @Option(
      names = "--outage",
      defaultValue = "60",
      paramLabel = "SECONDS",
      description = "How long registry and EVM node are frozen (default ${DEFAULT-VALUE}).")
  private int outage;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "State directory, emptied first (default .infera/chaos in the repository).")
  private Path directory;

  @Mixin private AccessOption access;

  @Mixin private JsonReport json;

  @Override
  public Integer call() throws InterruptedException {
    Repository repository = Repository.find();
    var state =
        new StateDirectory(
            directory == null ? repository.defaultState().resolve("chaos") : directory);
    ChaosOptions options = options(repository);
    Means.releaseLeftovers(state);
    state.empty();
    ChaosReport report =
        run(
            repository,
            state,
            cast(nodes, engine.setting),
            options,
            access.secure(),
            Progress.console());
    ChaosTable.print(report, spec.commandLine().getOut());
    json.write(report);
    return report.clean() ? 0 : 1;
  }

  static List<NodeSpec> cast(int nodes, String engine) {
    return NodeSpec.usual(nodes, 1, Map.of("engine", engine));
  }

  static ChaosReport run(
      Repository repository,
      StateDirectory state,
      List<NodeSpec> nodes,
      ChaosOptions options,
      boolean secure,
      Progress progress)
      throws InterruptedException {
    try (Means means = Means.prepare(state, options.faults(), progress);
        LocalNetwork network =
            LocalNetwork.start(
                NetworkOptions.of(repository, state, means.equip(nodes))
                    .withAccessControl(secure)
                    .withTuning(options.requests() > MANY ? Jvm.Tuning.ROOMY : Jvm.Tuning.SMALL)
                    .withEconomy(false),
                progress);
        SchemaRegistry registry = SchemaRegistry.connect(network.layout().registryUrl())) {
      return new Chaos(network, nodes, options, means, progress, registry).run();
    }
  }

  private ChaosOptions options(Repository repository) {
    var policy = ModelPolicies.read(repository.models().resolve(engine.policy));
    try {
      if (nodes < policy.getMinReplicas()) {
        throw new IllegalArgumentException(
            "--nodes should be at least " + policy.getMinReplicas() + ", found " + nodes);
      }
      if (outage < 1) {
        throw new IllegalArgumentException("--outage should be at least 1, found " + outage);
      }
      return new ChaosOptions(
          seed,
          kills,
          requests,
          rate,
          kinds(),
          policy.getModelId(),
          Duration.ofMillis(policy.getAttemptTimeoutMs()),
          Duration.ofSeconds(outage),
          Duration.ofMillis(policy.getAttemptTimeoutMs()).plus(BEYOND_THE_DEADLINE),
          SETTLING);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private Set<FaultKind> kinds() {
    Set<FaultKind> kinds =
        faults == null ? EnumSet.allOf(FaultKind.class) : EnumSet.noneOf(FaultKind.class);
    if (faults != null) {
      faults.forEach(name -> kinds.add(FaultKind.named(name.strip())));
    }
    if (kills > 0 && kinds.stream().noneMatch(FaultKind::kill)) {
      throw new IllegalArgumentException(
          kills + " kills are asked for, but --faults names no process to kill; add --kills 0");
    }
    return kinds;
  }
}
