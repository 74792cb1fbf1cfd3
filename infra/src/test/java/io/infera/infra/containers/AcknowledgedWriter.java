package io.infera.infra.containers;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.LongSerializer;

/**
 * Writes numbered records without a pause, as our producers do (idempotent, acks=all), and
 * remembers which were acknowledged.
 */
final class AcknowledgedWriter implements AutoCloseable {
  private static final int OPEN = 64;
  private static final int BYTES = 512;

  private final KafkaProducer<Long, byte[]> producer;
  private final String topic;
  private final Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
  private final ConcurrentLinkedQueue<Exception> failures = new ConcurrentLinkedQueue<>();
  private final Semaphore room = new Semaphore(OPEN);
  private final Thread thread = new Thread(this::write, "writer");
  private volatile boolean stopping;

  AcknowledgedWriter(String bootstrapServers, String topic) {
    this.topic = topic;
    Map<String, Object> settings =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            5_000,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            180_000,
            ProducerConfig.LINGER_MS_CONFIG,
            2);
    this.producer = new KafkaProducer<>(settings, new LongSerializer(), new ByteArraySerializer());
    thread.start();
  }

  /** How many the cluster has acknowledged by now. */
  int acknowledged() {
    return acknowledged.size();
  }

  /** Stops, waits for what is open, and tells the numbers that were acknowledged. */
  Set<Long> finish() throws InterruptedException {
    stopping = true;
    thread.join();
    producer.flush();
    return new HashSet<>(acknowledged);
  }

  /** Sends that were given up; their records may or may not be in the log. */
  int failed() {
    return failures.size();
  }

  private void write() {
    try {
      for (long number = 0; !stopping; number++) {
        room.acquire();
        send(number);
        // Load, and not a measure of speed.
        Thread.sleep(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(long number) {
    byte[] value = ByteBuffer.allocate(BYTES).putLong(number).array();
    producer.send(
        new ProducerRecord<>(topic, number, value),
        (metadata, failure) -> {
          if (failure == null) {
            acknowledged.add(number);
          } else {
            failures.add(failure);
          }
          room.release();
        });
  }

  @Override
  public void close() throws InterruptedException {
    stopping = true;
    thread.interrupt();
    thread.join();
    producer.close();
  }
}
