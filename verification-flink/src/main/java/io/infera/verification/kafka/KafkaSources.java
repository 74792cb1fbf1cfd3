package io.infera.verification.kafka;

import io.infera.verification.Sources;
import io.infera.verification.VerificationParameters;
import io.infera.verification.stream.InputTopic;
import io.infera.verification.stream.LogRecord;
import io.infera.verification.stream.LogRecordWire;
import io.infera.verification.stream.LogWatermarks;
import io.infera.verification.stream.PartitionTime;
import io.infera.verification.stream.Uids;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/** Reads the log from Kafka: without end, or up to given offsets for a replay. */
public final class KafkaSources implements Sources {
  /** Of the log's time. */
  private static final Duration FARTHEST_AHEAD = Duration.ofSeconds(10);

  private static final Duration ALIGNED_EVERY = Duration.ofMillis(50);
  private static final String NAME = "Log";

  private final VerificationParameters parameters;
  private final LogTopics topics;
  private final Map<TopicPartition, Long> starts;
  private final Map<TopicPartition, Long> ends;
  private final long horizon;

  private KafkaSources(
      VerificationParameters parameters,
      LogTopics topics,
      Map<TopicPartition, Long> starts,
      Map<TopicPartition, Long> ends,
      long horizon) {
    this.parameters = parameters;
    this.topics = topics;
    this.starts = starts;
    this.ends = ends;
    this.horizon = horizon;
  }

  public static KafkaSources live(VerificationParameters parameters, LogTopics topics) {
    return new KafkaSources(parameters, topics, Map.of(), Map.of(), PartitionTime.NO_HORIZON);
  }

  /** The retained log from {@code start} up to {@code end}. */
  public static KafkaSources replay(
      VerificationParameters parameters, LogTopics topics, LogStart start, LogEnd end) {
    return new KafkaSources(parameters, topics, start.offsets(), end.offsets(), end.horizon());
  }

  @Override
  public DataStream<LogRecord> read(StreamExecutionEnvironment environment) {
    var properties = new Properties();
    properties.putAll(
        parameters.kafkaWith(
            Map.of(
                "group.id",
                parameters.groupId(),
                "client.id.prefix",
                parameters.groupId() + "-source",
                "partition.discovery.interval.ms",
                "-1",
                "isolation.level",
                "read_committed",
                "commit.offsets.on.checkpoint",
                ends.isEmpty() ? "true" : "false")));
    KafkaSourceBuilder<LogRecord> source =
        KafkaSource.<LogRecord>builder()
            .setProperties(properties)
            .setTopics(InputTopic.names())
            .setStartingOffsets(start())
            .setDeserializer(new LogRecordDeserializer());
    int parallelism = Math.min(environment.getParallelism(), topics.mostReaders());
    DataStreamSource<LogRecord> log =
        ends.isEmpty()
            ? environment.fromSource(
                source.build(), LogWatermarks.strategy(), NAME, LogRecordWire.TYPE)
            : environment.fromSource(
                paced(source, properties), aligned(), NAME, LogRecordWire.TYPE);
    return log.setParallelism(parallelism).uid(Uids.SOURCE);
  }

  private PacedSource paced(KafkaSourceBuilder<LogRecord> source, Properties properties) {
    return new PacedSource(source.setBounded(OffsetsInitializer.offsets(ends)).build(), properties);
  }

  /**
   * A replay reads as fast as it can, and results of which nothing is known yet are kept: no
   * partition runs far ahead of the others. Live, one that stands still must not stop the others.
   */
  private static WatermarkStrategy<LogRecord> aligned() {
    return LogWatermarks.strategy().withWatermarkAlignment("log", FARTHEST_AHEAD, ALIGNED_EVERY);
  }

  @SuppressWarnings("deprecation") // The connector asks for the client's old type.
  private OffsetsInitializer start() {
    if (!starts.isEmpty()) {
      return OffsetsInitializer.offsets(starts);
    }
    if (!ends.isEmpty()) {
      return OffsetsInitializer.earliest();
    }
    return switch (parameters.startFrom()) {
      case EARLIEST -> OffsetsInitializer.earliest();
      case COMMITTED -> OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST);
      case LATEST -> OffsetsInitializer.latest();
    };
  }

  @Override
  public Map<InputTopic, Integer> partitions() {
    return topics.asMap();
  }

  @Override
  public long horizon() {
    return horizon;
  }
}
