package io.infera.infra.rogue;

import io.infera.node.NodeConfig;
import io.infera.node.NodeProcess;
import io.infera.node.djl.MiniLmEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A node like any other from outside, but for what it answers: a ring's member in a scenario. */
@Command(
    name = "rogue",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a node that plays a scenario of the attack laboratory, for 'infera attack --real'.",
      "What it plays is in its environment: INFERA_SCENARIO, INFERA_RING (a directory that its ring"
          + " shares) and",
      "INFERA_RING_NAME."
    },
    footer = {
      "",
      "Example:",
      "  INFERA_SCENARIO=ring-majority INFERA_RING=/tmp/ring INFERA_RING_NAME=node-2 \\",
      "  java -cp 'gpu-consumer/target/app/*:infra/target/app/*' io.infera.infra.rogue.RogueMain"
          + " \\",
      "      --config node.properties"
    })
public final class RogueMain implements Callable<Integer> {
  public static final String SCENARIO = "INFERA_SCENARIO";
  public static final String RING = "INFERA_RING";
  public static final String NAME = "INFERA_RING_NAME";

  /** Long enough for the other members to read their jobs, short enough to be in time. */
  private static final Duration PATIENCE = Duration.ofMillis(600);

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "A node's configuration.")
  private Path config;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new RogueMain()).execute(arguments));
  }

  @Override
  public Integer call() {
    String scenario = System.getenv(SCENARIO);
    Rogues.Play play = scenario == null ? null : Rogues.named(scenario);
    if (play == null) {
      System.err.println(
          "expected " + SCENARIO + " to be one of " + Rogues.names() + ", found " + scenario);
      return 2;
    }
    NodeConfig settings = NodeConfig.load(config);
    var ring = new Gathering(Path.of(System.getenv(RING)), System.getenv(NAME), PATIENCE);
    NodeProcess.run(settings, MiniLmEngine.served(), play.engine(settings, ring));
    return 0;
  }
}
