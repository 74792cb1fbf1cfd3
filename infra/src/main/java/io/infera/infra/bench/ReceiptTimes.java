package io.infera.infra.bench;

import io.infera.event.ReceiptStatus;
import io.infera.event.SettlementReceipt;
import io.infera.ingest.domain.Latencies;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.AvroSerdes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * When the broker got each settlement, and each first receipt of a stage: by the broker's clock
 * alone, so that whoever measures may be late. In milliseconds; 0 for not yet.
 */
final class ReceiptTimes implements Runnable, AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Deserializer<SettlementReceipt> deserializer;
  private final long[] written;
  private final long[] pending;
  private final long[] settled;
  private int pendings;
  private int finals;
  private int withdrawals;

  /**
   * @param most settlements there will be
   */
  ReceiptTimes(Map<String, String> kafka, AvroSerdes serdes, int most) {
    this.deserializer = serdes.deserializer(Topics.RECEIPTS);
    this.written = new long[most];
    this.pending = new long[most];
    this.settled = new long[most];
    var settings = new HashMap<String, Object>(kafka);
    settings.put("max.poll.records", 5_000);
    this.consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(Topics.RECEIPTS.name()).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  @Override
  public void run() {
    try {
      while (true) {
        consumer.poll(POLL).forEach(this::receipt);
      }
    } catch (WakeupException e) {
      consumer.close();
    }
  }

  private synchronized void receipt(ConsumerRecord<byte[], byte[]> record) {
    SettlementReceipt receipt = deserializer.deserialize(record.topic(), record.value());
    int number = SettlementWriter.number(receipt.getRequestId());
    if (receipt.getStatus() == ReceiptStatus.PENDING && pending[number] == 0) {
      pending[number] = record.timestamp();
      pendings++;
    } else if (receipt.getStatus() == ReceiptStatus.FINAL && settled[number] == 0) {
      settled[number] = record.timestamp();
      finals++;
    } else {
      withdrawals += receipt.getStatus() == ReceiptStatus.WITHDRAWN ? 1 : 0;
    }
  }

  synchronized void written(int number, long millis) {
    written[number] = millis;
  }

  synchronized int pendings() {
    return pendings;
  }

  synchronized int finals() {
    return finals;
  }

  synchronized int withdrawals() {
    return withdrawals;
  }

  /** Milliseconds from a settlement to its receipt, of those with numbers in a range. */
  synchronized Latencies untilPending(int from, int to) {
    return until(pending, from, to);
  }

  /** The same until it is final. */
  synchronized Latencies untilFinal(int from, int to) {
    return until(settled, from, to);
  }

  private Latencies until(long[] receipts, int from, int to) {
    var latencies = new Latencies();
    for (int i = from; i < to; i++) {
      latencies.add(Math.max(0, receipts[i] - written[i]) * 1_000);
    }
    return latencies;
  }

  /** Seconds from the first settlement of a range to its last first receipt. */
  synchronized double secondsUntilPending(int from, int to) {
    long first = Long.MAX_VALUE;
    long last = 0;
    for (int i = from; i < to; i++) {
      first = Math.min(first, written[i]);
      last = Math.max(last, pending[i]);
    }
    return (last - first) / 1e3;
  }

  @Override
  public void close() {
    consumer.wakeup();
  }
}
