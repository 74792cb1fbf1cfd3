package io.infera.settlement;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.catalog.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes receipts and dead letters to Kafka. {@link #flush} returns when the broker has all of
 * them, or throws.
 */
final class ReceiptWriter implements AutoCloseable {
  private static final String TOPIC = Topics.RECEIPTS.name();

  /** They come some thousand at a time. */
  private static final int BATCH_BYTES = 256 * 1_024;

  private final Producer<byte[], byte[]> producer;
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  ReceiptWriter(Map<String, String> kafka) {
    var settings = new HashMap<String, Object>();
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    settings.putAll(kafka);
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    this.producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Writes a receipt, as bytes in the wire format. */
  void receipt(RequestKey request, byte[] value) {
    send(new ProducerRecord<>(TOPIC, request.toString().getBytes(UTF_8), value));
  }

  void send(ProducerRecord<byte[], byte[]> record) {
    producer.send(record, this::acknowledged);
  }

  private void acknowledged(RecordMetadata metadata, Exception e) {
    if (e != null) {
      failure.compareAndSet(null, e);
    }
  }

  /**
   * Waits for the broker.
   *
   * @throws KafkaException when it did not take all of them: nothing that depends on them may go on
   */
  void flush() {
    producer.flush();
    Exception e = failure.getAndSet(null);
    if (e != null) {
      throw e instanceof KafkaException kafka ? kafka : new KafkaException(e);
    }
  }

  @Override
  public void close() {
    producer.close();
  }

  /** Closes it and drops what the broker does not have yet, as when the process dies. */
  void abandon() {
    producer.close(Duration.ZERO);
  }
}
