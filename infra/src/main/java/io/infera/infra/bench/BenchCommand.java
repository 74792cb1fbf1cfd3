package io.infera.infra.bench;

import io.infera.infra.local.AccessOption;
import io.infera.infra.local.Jvm;
import io.infera.infra.local.LocalNetwork;
import io.infera.infra.local.NetworkOptions;
import io.infera.infra.local.Repository;
import io.infera.infra.local.StateDirectory;
import io.infera.infra.process.Progress;
import io.infera.infra.report.JsonReport;
import io.infera.schemas.serde.SchemaRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How much a network does and what it costs. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a network of nodes that make up vectors of 384 floats, everything else as in production: signatures,",
      "all topics, sink and EVM node. Measures, warm-up apart, verified requests a second with many in flight, and",
      "then latency at a given rate, from when each request was due. Reports CPU and memory by process, bytes by topic.",
      "Exit 0 only if every request was verified and settled."
    },
    footer = {
      "",
      "Examples:",
      "  infera bench --nodes 6 --requests 100000 --json report.json",
      "  infera bench --settlements 200000 --warm-up 200000 --rate 10000",
      "  infera bench --requests 5000 --repetitions 1 --rate 500",
      "  infera bench --set node.kafka.linger.ms=8 --set verification.checkpoint.interval=1s",
      "  infera bench --sweep --requests 20000 --repetitions 1 --json sweep.json --plot sweep.svg",
      "  infera bench --sweep=nodes,open --largest 100000 --requests 50000 --repetitions 3"
    })
public final class BenchCommand implements Callable<Integer> {
  /** What nodes run. */
  enum Engine {
    stub
  }

  @Spec private CommandSpec spec;

  @Option(
      names = "--engine",
      defaultValue = "stub",
      description = "${COMPLETION-CANDIDATES}: made-up vectors (default: ${DEFAULT-VALUE}).")
  private Engine engine;

  @Option(
      names = "--nodes",
      defaultValue = "6",
      paramLabel = "N",
      description = "Nodes, each a process (default: ${DEFAULT-VALUE}).")
  private int nodes;

  @Option(
      names = "--requests",
      defaultValue = "50000",
      paramLabel = "N",
      description = "Requests in each repetition (default: ${DEFAULT-VALUE}).")
  private int requests;

  @Option(
      names = "--settlements",
      paramLabel = "N",
      description = {
        "Measure the sink alone instead, with N settlements as fast as it takes them and N at --rate: broker,",
        "registry, EVM node with a block a second, and no nodes and no Flink. Exit 0 only if all became final."
      })
  private Integer settlements;

  @Option(
      names = "--repetitions",
      defaultValue = "5",
      paramLabel = "K",
      description = "Repetitions; fewer than five are no full run (default: ${DEFAULT-VALUE}).")
  private int repetitions;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description = {
        "Requests before, not measured (default: in rounds of 50,000 until compilers take at most 5 % of the",
        "time, or 1,000,000; with --settlements as many as are measured)."
      })
  private Integer warmUp;

  @Option(
      names = "--in-flight",
      defaultValue = "2000",
      paramLabel = "N",
      description = "Most requests open at once (default: ${DEFAULT-VALUE}).")
  private int inFlight;

  @Option(
      names = "--rate",
      paramLabel = "R",
      description = "Requests a second for latency (default: half of what was measured).")
  private Double rate;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "State directory, emptied first (default .infera/bench in the repository).")
  private Path directory;

  @Option(
      names = "--parallelism",
      defaultValue = "1",
      paramLabel = "P",
      description = "Parallelism of verification (default: ${DEFAULT-VALUE}).")
  private int parallelism;

  @Option(
      names = "--partitions",
      defaultValue = "1",
      paramLabel = "P",
      description = "Partitions of each topic keyed by request (default: ${DEFAULT-VALUE}).")
  private int partitions;

  @Option(
      names = "--set",
      paramLabel = "SERVICE.KEY=VALUE",
      description =
          "Configure verification, dispatcher, sink, every node or the client otherwise; repeatable.")
  private Map<String, String> assignments = Map.of();

  @Option(
      names = "--sweep",
      arity = "0..1",
      split = ",",
      fallbackValue = "nodes,open,partitions,parallelism",
      paramLabel = "AXIS,...",
      description = {
        "Measure instead how rate and cost grow along each axis, a network of its own at every point: nodes, 10 to",
        "1,000 (a crowd in one process); open, 1,000 to 1,000,000 requests that wait for an answer all the while;",
        "partitions, 1 to 16; parallelism of verification, 1 to 4. (default: ${FALLBACK-VALUE})"
      })
  private List<Sweep.Axis> sweep = List.of();

  @Option(
      names = "--largest",
      defaultValue = "1000000",
      paramLabel = "N",
      description = "Leave out points above N: a million open requests take 12 GiB.")
  private int largest;

  @Option(
      names = "--economy",
      description =
          "With all contracts, staked nodes, and requests that are signed and paid (not with --sweep).")
  private boolean economy;

  @Option(names = "--plot", paramLabel = "FILE", description = "Write the sweep's plot, an SVG.")
  private Path plot;

  @Mixin private AccessOption access;

  @Mixin private JsonReport json;

  @Override
  public Integer call() throws InterruptedException {
    if (settlements != null) {
      return measureSink();
    }
    if (!sweep.isEmpty() && economy) {
      throw new ParameterException(
          spec.commandLine(), "--sweep and --economy exclude each other: a crowd stakes nothing");
    }
    return sweep.isEmpty() ? measure() : sweep();
  }

  private int measureSink() throws InterruptedException {
    SettlementPlan plan;
    try {
      plan =
          new SettlementPlan(
              settlements,
              warmUp == null ? settlements : warmUp,
              rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
    Progress progress = Progress.console();
    NetworkOptions options =
        NetworkOptions.baseOnly(Repository.find(), emptied()).withTuning(Jvm.Tuning.THROUGHPUT);
    try (LocalNetwork network = LocalNetwork.start(options, progress);
        SchemaRegistry registry = SchemaRegistry.connect(network.layout().registryUrl())) {
      SettlementReport report = new SettlementBench(network, plan, progress).run(registry);
      SettlementTable.print(report, spec.commandLine().getOut());
      json.write(report);
      return report.complete() ? 0 : 1;
    }
  }

  private StateDirectory emptied() {
    var state =
        new StateDirectory(
            directory == null ? Repository.find().defaultState().resolve("bench") : directory);
    state.empty();
    return state;
  }

  private int measure() throws InterruptedException {
    BenchReport report = run(plan());
    BenchTable.print(report, spec.commandLine().getOut());
    json.write(report);
    return report.complete() ? 0 : 1;
  }

  private int sweep() throws InterruptedException {
    var results = new ArrayList<Sweep.Result>();
    if (access.secure()) {
      throw new ParameterException(
          spec.commandLine(), "--sweep has no --secure: the nodes of a crowd share one login");
    }
    for (Sweep.Point point : Sweep.points(plan(), sweep, largest)) {
      spec.commandLine().getErr().println("--- " + point.axis() + ": " + point.value());
      results.add(new Sweep.Result(point, run(point.plan())));
    }
    var report = new Sweep(results);
    report.print(spec.commandLine().getOut());
    json.write(report.rows());
    if (plot != null) {
      report.plot(plot);
    }
    return report.complete() ? 0 : 1;
  }

  private BenchReport run(BenchPlan plan) throws InterruptedException {
    BenchSettings services = settings();
    Repository repository = Repository.find();
    Progress progress = Progress.console();
    NetworkOptions options =
        NetworkOptions.of(repository, emptied(), plan.nodeSpecs(repository, services.node()))
            .withOverrides(services.services(plan.parallelism()))
            .withAccessControl(access.secure())
            .withPartitions(plan.partitions())
            .withTuning(plan.tuning())
            .withEconomy(economy);
    try (LocalNetwork network = LocalNetwork.start(options, progress);
        SchemaRegistry registry = SchemaRegistry.connect(network.layout().registryUrl())) {
      return new Bench(network, plan, services.client(), progress).run(registry);
    }
  }

  private BenchSettings settings() {
    try {
      return BenchSettings.with(assignments);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  private BenchPlan plan() {
    try {
      OptionalDouble asked = rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate);
      WarmUp before = warmUp == null ? WarmUp.untilCompiled() : WarmUp.of(warmUp);
      return BenchPlan.of(nodes, requests, repetitions, before, inFlight, asked)
          .split(partitions, parallelism);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }
}
