package io.infera.infra.bench;

import io.infera.schemas.catalog.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Counts the requests that have a receipt of the chain. */
final class ReceiptCount implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(500);

  private final KafkaConsumer<String, byte[]> consumer;
  private final Set<String> settled = new HashSet<>();

  ReceiptCount(Map<String, String> kafka) {
    consumer =
        new KafkaConsumer<>(
            new HashMap<String, Object>(kafka),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(Topics.RECEIPTS.name()).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Reads until that many have one, or patience ends; says how many have. */
  int await(int requests, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    while (settled.size() < requests && System.nanoTime() < end) {
      consumer.poll(POLL).forEach(receipt -> settled.add(receipt.key()));
    }
    return settled.size();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
