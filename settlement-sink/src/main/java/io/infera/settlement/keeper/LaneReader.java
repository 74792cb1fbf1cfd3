package io.infera.settlement.keeper;

import io.infera.schemas.catalog.Topics;
import io.infera.settlement.SettlementReader;
import io.infera.settlement.domain.Batch;
import io.infera.settlement.domain.OffsetRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads ranges of the lanes, as the anchored batches cut them. */
final class LaneReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final IntFunction<SettlementReader> readers;
  private SettlementReader reader;

  /**
   * @param readers makes a reader for so many lanes
   */
  LaneReader(Map<String, String> kafka, IntFunction<SettlementReader> readers) {
    var settings = new HashMap<String, Object>(kafka);
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    this.consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.readers = readers;
  }

  /**
   * The batch of a range.
   *
   * @throws org.apache.kafka.clients.consumer.OffsetOutOfRangeException when the log no longer has
   *     it
   * @throws TimeoutException when the broker does not hand it out
   */
  Batch batch(OffsetRange range) {
    if (reader == null) {
      reader = readers.apply(consumer.partitionsFor(Topics.SETTLEMENTS.name()).size());
    }
    var lane = new TopicPartition(Topics.SETTLEMENTS.name(), range.lane());
    if (!consumer.assignment().contains(lane) || consumer.position(lane) != range.first()) {
      consumer.assign(List.of(lane));
      consumer.seek(lane, range.first());
    }
    var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (consumer.position(lane) < range.next()) {
      if (System.nanoTime() > end) {
        throw new TimeoutException(range + " is anchored, and the broker does not hand it out");
      }
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (range.contains(record.offset())) {
          records.add(record);
        }
      }
    }
    return reader.batch(range, records);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
