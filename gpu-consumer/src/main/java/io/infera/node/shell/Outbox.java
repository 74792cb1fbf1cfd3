package io.infera.node.shell;

import io.infera.schemas.catalog.DeadLetter;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.RegistryUnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that a node writes, through one producer: registrations, heartbeats, results, dead letters.
 * Results are not compressed: vectors do not compress, and trying costs processor time.
 */
public final class Outbox implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
  private static final Duration REGISTRY_RETRY = Duration.ofSeconds(1);

  private final AvroSerdes serdes;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Consumer<Throwable> onFailure;

  /**
   * @param onFailure told when the broker has refused a record for good; the node then stops, and
   *     what it has not committed is done again
   */
  public Outbox(Map<String, String> kafka, AvroSerdes serdes, Consumer<Throwable> onFailure) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    // A batch's results come all at once, 2 KB each: they travel together, not seven by seven.
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 2);
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 << 10);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 8L << 20);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 600_000);
    settings.putAll(kafka);
    this.serdes = serdes;
    this.producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    this.onFailure = onFailure;
  }

  /** Where records of one topic go. */
  public <T extends SpecificRecord> Channel<T> channel(Topic<T> topic) {
    return new Channel<>(topic.name(), serdes.serializer(topic));
  }

  /** Appends records to one topic. */
  public final class Channel<T extends SpecificRecord> {
    private final String topic;
    private final Serializer<T> serializer;

    private Channel(String topic, Serializer<T> serializer) {
      this.topic = topic;
      this.serializer = serializer;
    }

    /**
     * Appends a record. Returns when it is buffered; blocks while the registry, which must know the
     * schema once, does not answer.
     *
     * @param onStored run, on the producer's thread, when the broker has it
     */
    public void send(String key, T value, Runnable onStored) {
      Outbox.this.send(message(key, value), time -> onStored.run());
    }

    /**
     * The same.
     *
     * @param onStored run with the broker's time of the record, milliseconds since 1970; of a topic
     *     that bears the broker's time
     */
    public void send(String key, T value, LongConsumer onStored) {
      Outbox.this.send(message(key, value), onStored);
    }

    private ProducerRecord<byte[], byte[]> message(String key, T value) {
      return new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), encoded(value));
    }

    private byte[] encoded(T value) {
      while (true) {
        try {
          return serializer.serialize(topic, value);
        } catch (RegistryUnavailableException e) {
          LOG.warn("Waiting for the schema registry: {}", e.getMessage());
          Pause.of(REGISTRY_RETRY);
        }
      }
    }
  }

  /** Appends a record that cannot be read to its topic's dead-letter topic. */
  public void bury(
      String application,
      ConsumerRecord<byte[], byte[]> origin,
      Throwable cause,
      Runnable onStored) {
    send(DeadLetter.of(application, origin, cause), time -> onStored.run());
  }

  /** Waits until the broker has all that was sent. */
  public void flush() {
    producer.flush();
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }

  private void send(ProducerRecord<byte[], byte[]> message, LongConsumer onStored) {
    producer.send(
        message,
        (metadata, error) -> {
          if (error == null) {
            onStored.accept(metadata.timestamp());
          } else {
            onFailure.accept(
                new IllegalStateException(
                    "Cannot append to %s: %s".formatted(message.topic(), error), error));
          }
        });
  }
}
