package io.infera.settlement;

import io.infera.schemas.catalog.Topics;
import io.infera.settlement.domain.LaneLog;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The lanes as Kafka has them: partitions of infera.settlements, read committed, as bytes. It
 * belongs to no group and commits no offset: where to read is said by the chain.
 */
final class SettlementSource implements LaneLog, AutoCloseable {
  private static final String TOPIC = Topics.SETTLEMENTS.name();

  private static final int MOST_AT_ONCE = 5_000;
  private static final int FETCH_BYTES = 4 * 1_024 * 1_024;

  /**
   * How long a broker may hold back a fetch for which there is nothing. All else that is asked on
   * the connection waits behind it: where lanes end, once a second, and what a seek leads to.
   * Kafka's default is half a second.
   */
  private static final int BROKER_WAITS_MS = 50;

  private final Consumer<byte[], byte[]> consumer;
  private final List<TopicPartition> lanes;
  private final Map<TopicPartition, Long> seen = new HashMap<>();
  private Map<TopicPartition, Long> starts = Map.of();
  private Map<TopicPartition, Long> ends = Map.of();

  /**
   * Reads nothing yet: every lane waits for {@link #seek}.
   *
   * @throws org.apache.kafka.common.errors.RetriableException when the topic or the broker is not
   *     there yet
   */
  SettlementSource(Map<String, String> kafka) {
    this.consumer = consumer(kafka);
    try {
      List<PartitionInfo> partitions = consumer.partitionsFor(TOPIC);
      if (partitions == null || partitions.isEmpty()) {
        throw new UnknownTopicOrPartitionException("topic " + TOPIC + " does not exist yet");
      }
      this.lanes =
          IntStream.range(0, partitions.size())
              .mapToObj(lane -> new TopicPartition(TOPIC, lane))
              .toList();
      consumer.assign(lanes);
      consumer.pause(lanes);
      // Read nothing, but stand somewhere: a lane may be polled before the chain has said from
      // where.
      consumer.seekToBeginning(lanes);
      refreshBounds();
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  private static Consumer<byte[], byte[]> consumer(Map<String, String> kafka) {
    var settings = new HashMap<String, Object>();
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_AT_ONCE);
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, BROKER_WAITS_MS);
    settings.putAll(kafka);
    return LaneConsumer.of(settings);
  }

  int lanes() {
    return lanes.size();
  }

  /** What came, lane by lane in the order of offsets; waits a little when there is nothing. */
  Iterable<ConsumerRecord<byte[], byte[]>> poll(Duration wait) {
    try {
      var records = consumer.poll(wait);
      for (ConsumerRecord<byte[], byte[]> record : records) {
        seen.merge(lanes.get(record.partition()), record.offset() + 1, Math::max);
      }
      return records;
    } catch (OffsetOutOfRangeException e) {
      // The log was cut behind our back; the bounds tell the lane what to do.
      consumer.pause(e.offsetOutOfRangePartitions().keySet());
      refreshBounds();
      return List.of();
    }
  }

  @Override
  public void seek(int lane, long offset) {
    consumer.seek(lanes.get(lane), offset);
    consumer.resume(Set.of(lanes.get(lane)));
  }

  @Override
  public void pause(int lane, boolean paused) {
    if (paused) {
      consumer.pause(Set.of(lanes.get(lane)));
    } else {
      consumer.resume(Set.of(lanes.get(lane)));
    }
  }

  /** Asks the broker. */
  @Override
  public void refreshBounds() {
    starts = consumer.beginningOffsets(lanes);
    ends = consumer.endOffsets(lanes);
  }

  @Override
  public long start(int lane) {
    return starts.get(lanes.get(lane));
  }

  /** The first offset that was not committed when we last asked or read. */
  @Override
  public long end(int lane) {
    TopicPartition partition = lanes.get(lane);
    return Math.max(ends.get(partition), seen.getOrDefault(partition, 0L));
  }

  @Override
  public void close() {
    consumer.close();
  }

  /** Closes it without a word to the broker, as when the process dies. */
  void abandon() {
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }
}
