package io.infera.infra.demo;

import io.infera.infra.local.AccessOption;
import io.infera.infra.local.LocalNetwork;
import io.infera.infra.local.NetworkOptions;
import io.infera.infra.local.Repository;
import io.infera.infra.local.StateDirectory;
import io.infera.infra.process.Progress;
import io.infera.infra.report.JsonReport;
import io.infera.schemas.serde.SchemaRegistry;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The main job: a whole network, real texts, one cheat, one crash, and what came of it. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a network of six honest nodes, an impostor that serves the int8 sibling of the model it attests, a backstop",
      "node, three attesters and a keeper; asks for real texts, and pays for them; kills an honest node half way; then",
      "reports what topics and chain say. Exit 0 only if every request has one answer, all are verified, the impostor is",
      "out of the draw and ejected on the chain by evidence, no living honest node is, every receipt holds against the",
      "chain, the nodes have claimed what they earned, and all balances add up."
    },
    footer = {
      "",
      "Examples:",
      "  infera demo",
      "  infera demo --requests 1000 --json report.json",
      "  infera demo --keep"
    })
public final class DemoCommand implements Callable<Integer> {
  private static final int FEWEST = 50;

  @Spec private CommandSpec spec;

  @Option(
      names = "--requests",
      defaultValue = "400",
      paramLabel = "N",
      description = "How many texts (default ${DEFAULT-VALUE}).")
  private int requests;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "X",
      description = "Who is the impostor, and who is killed (default ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "State directory, emptied first (default .infera/demo in the repository).")
  private Path directory;

  @Mixin private AccessOption access;

  @Mixin private JsonReport json;

  @Option(
      names = "--keep",
      description = "Leave the network up at the end, until Ctrl-C or 'infera down'.")
  private boolean keep;

  @Override
  public Integer call() throws InterruptedException {
    if (requests < FEWEST) {
      throw new picocli.CommandLine.ParameterException(
          spec.commandLine(),
          "--requests should be at least "
              + FEWEST
              + " for a reputation to form, found "
              + requests);
    }
    Repository repository = Repository.find();
    var state =
        new StateDirectory(
            directory == null ? repository.defaultState().resolve("demo") : directory);
    state.empty();
    Progress progress = Progress.console();
    Cast cast = Cast.of(seed, repository.application("infra"));
    NetworkOptions options =
        NetworkOptions.of(repository, state, cast.nodes())
            .withOverrides(Demo.SETTINGS)
            .withAccessControl(access.secure())
            .withAttesters(true);
    long began = System.nanoTime();
    try (LocalNetwork network = LocalNetwork.start(options, progress);
        SchemaRegistry registry = SchemaRegistry.connect(network.layout().registryUrl())) {
      double startSeconds = (System.nanoTime() - began) / 1e9;
      DemoReport report =
          new Demo(network, cast, progress, registry).run(DemoTexts.take(requests), startSeconds);
      int exit = tell(report);
      if (keep) {
        stay(state);
      }
      return exit;
    }
  }

  private void stay(StateDirectory state) {
    out()
        .printf(
            "The network stays up; its state is in %s. Ctrl-C or 'infera down --dir %s' ends it.%n",
            state.path(), state.path());
    out().flush();
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      // Told to end: the network goes down, and what the demo found stands.
    }
  }

  private int tell(DemoReport report) {
    DemoTable.print(report, out());
    json.write(report);
    List<String> unmet = Expectations.unmet(report, requests);
    out().println();
    if (unmet.isEmpty()) {
      out()
          .println(
              "All as it should be: every answer verified, settled and paid, the impostor out and slashed, the honest in.");
    } else {
      out().println("Not as it should be:");
      unmet.forEach(sentence -> out().println("  - " + sentence));
    }
    out().flush();
    return unmet.isEmpty() ? 0 : 1;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
