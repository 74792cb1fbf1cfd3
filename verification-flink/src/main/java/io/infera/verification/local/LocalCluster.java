package io.infera.verification.local;

import io.infera.runtime.Health;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Flink in this process, with one job. */
final class LocalCluster implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalCluster.class);
  private static final long ASK_MILLIS = 5_000;

  private final LocalSettings settings;
  private final LocalJob job;
  private final Configuration configuration;
  private final Checkpoints checkpoints;
  private final MiniCluster cluster;

  LocalCluster(LocalSettings settings, LocalJob job) {
    this.settings = settings;
    this.job = job;
    this.configuration = FlinkSettings.of(settings, job.service());
    this.checkpoints = new Checkpoints(settings.dataDir(), job.id());
    this.cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(settings.slots())
                .setCommonBindAddress(FlinkSettings.LOOPBACK)
                .build());
  }

  /** Starts Flink and, from the newest snapshot, the job. */
  void start() throws Exception {
    cluster.start();
    var environment = new StreamExecutionEnvironment(configuration);
    job.assembly().assemble(environment);
    var stream = environment.getStreamGraph();
    stream.setJobName(job.name());
    JobGraph graph = stream.getJobGraph(LocalCluster.class.getClassLoader(), job.id());
    Optional<Path> snapshot = checkpoints.newest();
    snapshot.ifPresent(
        path -> {
          checkpoints.prune();
          graph.setSavepointRestoreSettings(
              SavepointRestoreSettings.forPath(
                  path.toUri().toString(), false, RecoveryClaimMode.CLAIM));
        });
    LOG.info("Starting the job {}", snapshot.map(path -> "from " + path).orElse("anew"));
    cluster.submitJob(graph).get();
  }

  /** Where the web UI and the REST API are. */
  URI webUi() throws ExecutionException, InterruptedException {
    return cluster.getRestAddress().get();
  }

  /** Completes when the job ends, which it never does by itself. */
  CompletableFuture<JobResult> result() {
    return cluster.requestJobResult(job.id());
  }

  Health health() {
    try {
      AccessExecutionGraph graph =
          cluster.getExecutionGraph(job.id()).get(ASK_MILLIS, TimeUnit.MILLISECONDS);
      int tasks = 0;
      int running = 0;
      for (AccessExecutionVertex vertex : graph.getAllExecutionVertices()) {
        tasks++;
        running += vertex.getExecutionState() == ExecutionState.RUNNING ? 1 : 0;
      }
      String counted = running + " of " + tasks + " tasks running";
      return graph.getState() == JobStatus.RUNNING && running == tasks
          ? Health.ready("job RUNNING, " + counted)
          : Health.waiting("job " + graph.getState() + ", " + counted + failure(graph));
    } catch (ExecutionException | TimeoutException e) {
      return Health.waiting("no job yet: " + e.getCause());
    } catch (IllegalStateException e) {
      return Health.waiting("Flink is starting or stopping");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Health.waiting("stopping");
    }
  }

  private static String failure(AccessExecutionGraph graph) {
    return graph.getFailureInfo() == null
        ? ""
        : ", last failure: "
            + graph.getFailureInfo().getException().getOriginalErrorClassName()
            + ": "
            + graph.getFailureInfo().getExceptionAsString().lines().findFirst().orElse("");
  }

  /**
   * Stops with a savepoint: only then is every settlement committed that was prepared, however long
   * the network stays down. When that is not to be had in time, the last checkpoint stays, as after
   * a kill.
   */
  void stop() throws InterruptedException {
    try {
      String savepoint =
          cluster
              .stopWithSavepoint(
                  job.id(),
                  checkpoints.savepoints().toUri().toString(),
                  false,
                  SavepointFormatType.NATIVE)
              .get(settings.stopPatience().toMillis(), TimeUnit.MILLISECONDS);
      LOG.info("Stopped with savepoint {}", savepoint);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn(
          "No savepoint at the stop, the last checkpoint remains: {}",
          String.valueOf(e.getCause()));
    }
  }

  @Override
  public void close() throws Exception {
    cluster.closeAsync().get(settings.stopPatience().toMillis(), TimeUnit.MILLISECONDS);
  }
}
