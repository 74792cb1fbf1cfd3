package io.infera.settlement;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.event.SettlementReceipt;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.catalog.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Writes receipts and dead letters to Kafka. {@link #flush} returns when the broker has all of
 * them, or throws.
 */
final class ReceiptWriter implements AutoCloseable {
  private final Serializer<SettlementReceipt> serializer;
  private final Producer<byte[], byte[]> producer;
  private final List<Future<RecordMetadata>> sent = new ArrayList<>();

  ReceiptWriter(Map<String, String> kafka, Serializer<SettlementReceipt> serializer) {
    this.serializer = serializer;
    var settings = new HashMap<String, Object>(kafka);
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    this.producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  void receipt(SettlementReceipt receipt) {
    String topic = Topics.RECEIPTS.name();
    byte[] key = RequestKey.of(receipt).toString().getBytes(UTF_8);
    send(new ProducerRecord<>(topic, key, serializer.serialize(topic, receipt)));
  }

  void send(ProducerRecord<byte[], byte[]> record) {
    sent.add(producer.send(record));
  }

  /**
   * Waits for the broker.
   *
   * @throws KafkaException when it did not take all of them: nothing that depends on them may go on
   */
  void flush() {
    producer.flush();
    try {
      for (Future<RecordMetadata> one : sent) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while records were written", e);
    } finally {
      sent.clear();
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
