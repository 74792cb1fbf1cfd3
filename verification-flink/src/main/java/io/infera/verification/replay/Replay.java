package io.infera.verification.replay;

import io.infera.verification.Sources;
import io.infera.verification.VerificationGraph;
import io.infera.verification.VerificationParameters;
import io.infera.verification.kafka.KafkaSources;
import io.infera.verification.kafka.LogEnd;
import io.infera.verification.kafka.LogStart;
import io.infera.verification.kafka.LogTopics;
import io.infera.verification.replay.CollectingSinks.Collected;
import io.infera.verification.replay.CollectingSinks.Pending;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Runs the same job over a log that has an end and returns what it would have written. Deadlines
 * pass up to the time that all partitions reached, and no further.
 */
public final class Replay {
  private Replay() {}

  /** The retained log in Kafka, read from the beginning up to {@code end}. */
  public static Collected ofKafka(
      VerificationParameters parameters, LogTopics topics, LogEnd end, int parallelism)
      throws Exception {
    return of(
        parameters, KafkaSources.replay(parameters, topics, LogStart.BEGINNING, end), parallelism);
  }

  /** Hands on one by one what is replayable of a log of any length. */
  static void forEach(
      VerificationParameters parameters,
      KafkaSources log,
      int parallelism,
      Consumer<SpecificRecord> sink)
      throws Exception {
    start(parameters, log, parallelism, false).forEach(emission -> sink.accept(emission.value()));
  }

  public static Collected of(VerificationParameters parameters, Sources sources, int parallelism)
      throws Exception {
    return start(parameters, sources, parallelism, true).collect();
  }

  private static Pending start(
      VerificationParameters parameters, Sources sources, int parallelism, boolean answersToo)
      throws Exception {
    var settings = new Configuration();
    settings.set(PipelineOptions.GENERIC_TYPES, false);
    settings.set(PipelineOptions.OBJECT_REUSE, true);
    settings.set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ofMillis(5));
    settings.set(StateBackendOptions.STATE_BACKEND, parameters.stateBackend().flinkName());
    // A replay that fails is told, not tried again.
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    var environment = StreamExecutionEnvironment.createLocalEnvironment(parallelism, settings);
    var sinks = new CollectingSinks(answersToo);
    VerificationGraph.build(environment, parameters, sources, sinks);
    Pending pending = sinks.pending();
    environment.executeAsync("Infera replay");
    return pending;
  }
}
