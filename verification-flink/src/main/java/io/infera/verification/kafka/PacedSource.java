package io.infera.verification.kafka;

import io.infera.verification.stream.LogRecord;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.synchronization.FutureCompletingBlockingQueue;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.metrics.KafkaSourceReaderMetrics;
import org.apache.flink.connector.kafka.source.reader.KafkaPartitionSplitReader;
import org.apache.flink.connector.kafka.source.reader.KafkaRecordEmitter;
import org.apache.flink.connector.kafka.source.reader.KafkaSourceReader;
import org.apache.flink.connector.kafka.source.reader.fetcher.KafkaSourceFetcherManager;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A bounded source under watermark alignment. The connector's reader ends the job when it is asked
 * to pause a partition that it has read to its end a moment before, since its consumer has let go
 * of it; here, such a partition is left alone.
 */
final class PacedSource implements Source<LogRecord, KafkaPartitionSplit, KafkaSourceEnumState> {
  private static final long serialVersionUID = 1L;

  private final KafkaSource<LogRecord> source;
  private final Properties properties;

  /**
   * @param source which partitions there are, and from where to where they are read
   * @param properties of the consumer that reads them, and of the connector's reader
   */
  PacedSource(KafkaSource<LogRecord> source, Properties properties) {
    this.source = source;
    this.properties = new Properties();
    this.properties.putAll(properties);
    var bytes = ByteArrayDeserializer.class.getName();
    this.properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, bytes);
    this.properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, bytes);
    this.properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    this.properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
  }

  @Override
  public SourceReader<LogRecord, KafkaPartitionSplit> createReader(SourceReaderContext context) {
    var queue =
        new FutureCompletingBlockingQueue<RecordsWithSplitIds<ConsumerRecord<byte[], byte[]>>>();
    var metrics = new KafkaSourceReaderMetrics(context.metricGroup());
    var fetchers =
        new KafkaSourceFetcherManager(
            queue, () -> new Reader(properties, context, metrics), finished -> {});
    var configuration = new Configuration();
    properties.stringPropertyNames().forEach(name -> set(configuration, name));
    return new KafkaSourceReader<>(
        queue,
        fetchers,
        new KafkaRecordEmitter<>(new LogRecordDeserializer()),
        configuration,
        context,
        metrics);
  }

  private void set(Configuration configuration, String name) {
    configuration.setString(name, properties.getProperty(name));
  }

  private static final class Reader extends KafkaPartitionSplitReader {
    Reader(Properties properties, SourceReaderContext context, KafkaSourceReaderMetrics metrics) {
      super(properties, context, metrics);
    }

    @Override
    public void pauseOrResumeSplits(
        Collection<KafkaPartitionSplit> pause, Collection<KafkaPartitionSplit> resume) {
      pause.forEach(split -> whileAssigned(List.of(split), List.of()));
      resume.forEach(split -> whileAssigned(List.of(), List.of(split)));
    }

    private void whileAssigned(List<KafkaPartitionSplit> pause, List<KafkaPartitionSplit> resume) {
      try {
        super.pauseOrResumeSplits(pause, resume);
      } catch (IllegalStateException e) {
        // Read to its end: nothing of it is left to be paused.
      }
    }
  }

  @Override
  public Boundedness getBoundedness() {
    return source.getBoundedness();
  }

  @Override
  public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> createEnumerator(
      SplitEnumeratorContext<KafkaPartitionSplit> context) {
    return source.createEnumerator(context);
  }

  @Override
  public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> restoreEnumerator(
      SplitEnumeratorContext<KafkaPartitionSplit> context, KafkaSourceEnumState state)
      throws IOException {
    return source.restoreEnumerator(context, state);
  }

  @Override
  public SimpleVersionedSerializer<KafkaPartitionSplit> getSplitSerializer() {
    return source.getSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<KafkaSourceEnumState> getEnumeratorCheckpointSerializer() {
    return source.getEnumeratorCheckpointSerializer();
  }
}
