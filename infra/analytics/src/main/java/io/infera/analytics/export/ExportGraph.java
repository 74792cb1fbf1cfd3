package io.infera.analytics.export;

import io.infera.analytics.sql.TableDdl;
import java.time.Duration;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.OnCheckpointRollingPolicy;

/**
 * The job: topics → files, each record in exactly one. A file is visible when the checkpoint that
 * covers it is complete; what is written since lies in hidden files, which a restart continues or
 * leaves behind.
 */
final class ExportGraph {
  static final String NAME = "Infera export";
  static final String SOURCE = "export-source";

  private ExportGraph() {}

  /** Adds the job to the environment. Nothing runs before the environment is executed. */
  static void build(
      StreamExecutionEnvironment environment, ExportParameters parameters, String checkpoints) {
    environment.configure(settings(parameters, checkpoints));
    environment.setParallelism(parameters.parallelism());
    environment.setMaxParallelism(128);
    DataStream<Exported> records =
        environment
            .fromSource(
                source(parameters), WatermarkStrategy.noWatermarks(), "Topics", ExportedWire.TYPE)
            .uid(SOURCE);
    for (String topic : parameters.topics()) {
      String table = TableDdl.name(ExportParameters.topic(topic));
      records
          .filter(record -> record.topic().equals(topic))
          .uid("export-filter-" + table)
          .name("Only " + table)
          .sinkTo(sink(parameters, topic, table))
          .uid("export-files-" + table)
          .name("Parquet " + table);
    }
  }

  private static KafkaSource<Exported> source(ExportParameters parameters) {
    var properties = new Properties();
    properties.putAll(parameters.kafka());
    // Settlements stand in transactions.
    properties.put("isolation.level", "read_committed");
    properties.put("partition.discovery.interval.ms", "60000");
    return KafkaSource.<Exported>builder()
        .setProperties(properties)
        .setTopics(parameters.topics())
        .setGroupId(parameters.groupId())
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setDeserializer(new ExportedDeserializer(parameters.registryUrl(), parameters.topics()))
        .build();
  }

  private static FileSink<Exported> sink(ExportParameters parameters, String topic, String table) {
    return FileSink.forBulkFormat(
            new Path(java.nio.file.Path.of(parameters.directory(), table).toUri()),
            new ParquetRows(topic))
        .withBucketAssigner(new ByDay())
        .withRollingPolicy(OnCheckpointRollingPolicy.build())
        .withOutputFileConfig(
            OutputFileConfig.builder().withPartPrefix("part").withPartSuffix(".parquet").build())
        .build();
  }

  private static Configuration settings(ExportParameters parameters, String checkpoints) {
    var settings = new Configuration();
    settings.set(PipelineOptions.GENERIC_TYPES, false);
    settings.set(PipelineOptions.OBJECT_REUSE, true);
    settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, parameters.interval());
    settings.set(
        CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
    settings.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    settings.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints);
    settings.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        org.apache.flink.configuration.ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
    settings.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
        Duration.ofSeconds(20));
    return settings;
  }
}
