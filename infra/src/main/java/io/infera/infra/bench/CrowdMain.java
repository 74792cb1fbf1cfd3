package io.infera.infra.bench;

import io.infera.node.NodeConfig;
import io.infera.runtime.ServiceEndpoint;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A crowd as a process, started like a node. Its size comes from the environment. */
@Command(
    name = "crowd",
    mixinStandardHelpOptions = true,
    description = {
      "Runs many stub nodes in one process, each with a key, a registration, heartbeats and a job topic of its own.",
      "For benchmarks: INFERA_CROWD in the environment says how many."
    },
    footer = {
      "",
      "Example:",
      "  INFERA_CROWD=100 java -cp 'infra/target/app/*' io.infera.infra.bench.CrowdMain --config node.properties"
    })
public final class CrowdMain implements Callable<Integer> {
  /** Names the variable with the number of nodes. */
  static final String SIZE = "INFERA_CROWD";

  private static final Duration GRACE = Duration.ofSeconds(10);

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "A node's configuration.")
  private Path config;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new CrowdMain()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    NodeConfig settings = NodeConfig.load(config);
    var crowd = new Crowd(settings, Integer.parseInt(System.getenv(SIZE)));
    Thread work = new Thread(crowd, "crowd");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(crowd, work), "crowd-shutdown"));
    var metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    try (var endpoint =
        ServiceEndpoint.start(settings.httpHost(), settings.httpPort(), metrics, crowd::health)) {
      work.start();
      work.join();
    }
    return crowd.health().ready() ? 0 : 1;
  }

  private static void end(Crowd crowd, Thread work) {
    crowd.stop();
    try {
      work.join(GRACE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
