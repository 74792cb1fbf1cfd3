package io.infera.verification.local;

import io.infera.runtime.ServiceEndpoint;
import java.nio.file.Files;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process that is a Flink with one job, its health and its metrics. */
public final class LocalFlink {
  private static final Logger LOG = LoggerFactory.getLogger(LocalFlink.class);

  private LocalFlink() {}

  /**
   * Runs the job until the process is told to stop, from where it was when it ended last.
   *
   * @return the process's exit code: 0 after a clean stop, 1 when job or Flink failed for good
   */
  public static int run(LocalSettings settings, LocalJob job) throws Exception {
    Files.createDirectories(settings.dataDir().resolve("scratch"));
    var cluster = new LocalCluster(settings, job);
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
      LOG.error("{} cannot go on", job.name(), e);
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
