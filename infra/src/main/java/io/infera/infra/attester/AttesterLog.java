package io.infera.infra.attester;

import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that an attester reads: what is judged, what is settled, and what is proposed. It belongs to
 * no group and commits nothing; proposals from before its start are made again by the sink.
 */
final class AttesterLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AttesterLog.class);
  private static final List<Topic<?>> KEPT =
      List.of(Topics.ASSIGNMENTS, Topics.RESULTS, Topics.SETTLEMENTS);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<String, Integer> partitions = new HashMap<>();
  private final List<TopicPartition> kept = new ArrayList<>();

  /**
   * @param place where to begin; empty for the beginning
   * @throws org.apache.kafka.common.errors.RetriableException when a topic or the broker is not
   *     there yet
   */
  AttesterLog(Map<String, String> kafka, Optional<LogPlace> place) {
    this.consumer = consumer(kafka);
    try {
      KEPT.forEach(topic -> kept.addAll(partitionsOf(topic)));
      List<TopicPartition> proposals = partitionsOf(Topics.BATCHES);
      var all = new ArrayList<>(kept);
      all.addAll(proposals);
      consumer.assign(all);
      consumer.seekToEnd(proposals);
      proposals.forEach(consumer::position);
      Map<TopicPartition, Long> starts = consumer.beginningOffsets(kept);
      kept.forEach(partition -> seek(partition, starts.get(partition), place));
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  private void seek(TopicPartition partition, long start, Optional<LogPlace> place) {
    long wanted = place.map(known -> known.offsets().getOrDefault(partition, 0L)).orElse(start);
    if (wanted < start) {
      LOG.warn(
          "{} was read to offset {}, and begins at {} now: what lies between is not judged",
          partition,
          wanted,
          start);
    }
    consumer.seek(partition, Math.max(wanted, start));
  }

  private static KafkaConsumer<byte[], byte[]> consumer(Map<String, String> kafka) {
    var settings = new HashMap<String, Object>(kafka);
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private List<TopicPartition> partitionsOf(Topic<?> topic) {
    List<PartitionInfo> found = consumer.partitionsFor(topic.name());
    if (found == null || found.isEmpty()) {
      throw new UnknownTopicOrPartitionException("topic " + topic.name() + " does not exist yet");
    }
    partitions.put(topic.name(), found.size());
    return found.stream().map(one -> new TopicPartition(one.topic(), one.partition())).toList();
  }

  /** How many partitions a topic has. */
  int partitions(Topic<?> topic) {
    return partitions.get(topic.name());
  }

  /** What came, partition by partition in the order of offsets. */
  Iterable<ConsumerRecord<byte[], byte[]>> poll(Duration wait) {
    return consumer.poll(wait);
  }

  /** The offset before which all of a lane was handed out. */
  long position(int lane) {
    return consumer.position(new TopicPartition(Topics.SETTLEMENTS.name(), lane));
  }

  /** The next offset of each partition that is read from its beginning on. */
  Map<TopicPartition, Long> positions() {
    var positions = new HashMap<TopicPartition, Long>();
    kept.forEach(partition -> positions.put(partition, consumer.position(partition)));
    return positions;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
