package io.infera.verification.local;

import io.infera.runtime.ServiceEndpoint;
import io.infera.runtime.Settings;
import io.infera.runtime.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Flink and the verification job in one process, for a network on one machine. It continues from
 * the newest complete checkpoint in its data directory, however it ended before.
 *
 * <p>Exit codes: 0 after a clean stop, 1 when the job or Flink failed for good, 2 when the
 * configuration is wrong.
 */
@Command(
    name = "verification",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Runs the verification job in a local Flink with its web UI.",
    footer = {
      "",
      "Example configuration:",
      "  network.id=infera-local",
      "  kafka.bootstrap.servers=127.0.0.1:9092",
      "  schema.registry.url=http://127.0.0.1:8081/apis/ccompat/v7",
      "  data.dir=/var/lib/infera/verification",
      "  flink.ui.port=8082",
      "  http.port=9103",
      "  epoch.length=60s",
      "  checkpoint.interval=1s",
      "  backstop.nodes=0x8f3a…"
    })
public final class LocalFlinkMain implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(LocalFlinkMain.class);

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "A properties file; unknown keys are errors.")
  private Path config;

  public static void main(String[] arguments) {
    // Flink keeps threads of its own alive, so the process ends by this call alone.
    System.exit(new CommandLine(new LocalFlinkMain()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    LocalSettings settings;
    try {
      settings = LocalSettings.read(Settings.load(config));
    } catch (SettingsException | IllegalArgumentException e) {
      System.err.println(e.getMessage());
      return 2;
    }
    Files.createDirectories(settings.dataDir().resolve("scratch"));
    return run(settings);
  }

  private static int run(LocalSettings settings) throws Exception {
    var cluster = new LocalCluster(settings);
    var stopping = new AtomicBoolean();
    try (ServiceEndpoint endpoint =
        ServiceEndpoint.start(
            settings.httpHost(), settings.httpPort(), MetricsBridge.REGISTRY, cluster::health)) {
      LOG.info("Health and metrics at http://{}:{}", settings.httpHost(), endpoint.port());
      cluster.start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(cluster, stopping), "stop"));
      LOG.info("Flink web UI at {}", cluster.webUi());
      JobResult result = cluster.result().get();
      return stopping.get() ? 0 : failed(result);
    } catch (Exception e) {
      if (stopping.get()) {
        return 0;
      }
      LOG.error("Verification cannot go on", e);
      return 1;
    }
  }

  private static int failed(JobResult result) {
    LOG.error(
        "The job ended as {}; the last checkpoint remains",
        result.getApplicationStatus(),
        result.getSerializedThrowable().orElse(null));
    return 1;
  }

  private static void stop(LocalCluster cluster, AtomicBoolean stopping) {
    stopping.set(true);
    try {
      cluster.stop();
      cluster.close();
    } catch (Exception e) {
      LOG.warn("Not stopped cleanly; state is as after a kill", e);
    }
  }
}
