package io.infera.verification;

import io.infera.runtime.Settings;
import io.infera.verification.VerificationParameters.StateBackend;
import io.infera.verification.kafka.KafkaSinks;
import io.infera.verification.kafka.KafkaSources;
import io.infera.verification.kafka.LogTopics;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The job as {@code flink run} or an application cluster starts it. */
public final class VerificationJob {
  /** The job's name. */
  public static final String NAME = "Infera verification";

  private VerificationJob() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 1 && arguments[0].equals("--help")) {
      System.out.println(JobSettings.USAGE);
      return;
    }
    Settings settings = JobSettings.parse(arguments);
    VerificationParameters parameters = VerificationParameters.read(settings);
    settings.rejectUnknown();
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    assemble(environment, parameters);
    environment.execute(NAME);
  }

  /** Settings and graph, on Kafka. */
  public static void assemble(
      StreamExecutionEnvironment environment, VerificationParameters parameters)
      throws InterruptedException {
    configure(environment, parameters);
    LogTopics topics = LogTopics.describe(parameters);
    VerificationGraph.build(
        environment, parameters, KafkaSources.live(parameters, topics), new KafkaSinks(parameters));
  }

  /** What the job's laws ask of Flink, whatever the cluster's defaults are. */
  public static void configure(
      StreamExecutionEnvironment environment, VerificationParameters parameters) {
    var settings = new Configuration();
    settings.set(PipelineOptions.GENERIC_TYPES, false);
    settings.set(PipelineOptions.OBJECT_REUSE, true);
    // Elements are immutable; buffers leave after 5 ms, or 100 ms would be on every answer's way.
    settings.set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ofMillis(5));
    settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, parameters.checkpointInterval());
    settings.set(
        CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
    settings.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, Duration.ofMinutes(2));
    settings.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, 3);
    settings.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    settings.set(StateBackendOptions.STATE_BACKEND, parameters.stateBackend().flinkName());
    settings.set(
        CheckpointingOptions.INCREMENTAL_CHECKPOINTS,
        parameters.stateBackend() == StateBackend.ROCKSDB);
    if (!parameters.checkpointDir().isEmpty()) {
      settings.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
      settings.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, parameters.checkpointDir());
    }
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
    settings.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
        Duration.ofMillis(500));
    settings.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
        Duration.ofSeconds(20));
    environment.configure(settings);
    if (parameters.parallelism() > 0) {
      environment.setParallelism(parameters.parallelism());
    }
  }
}
