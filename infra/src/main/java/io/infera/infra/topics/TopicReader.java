package io.infera.infra.topics;

import io.infera.schemas.catalog.Tick;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.UndecodableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads a topic from its beginning, committed transactions alone; ticks, and bytes that are no
 * record, are left out.
 */
public final class TopicReader {
  private static final Duration POLL = Duration.ofMillis(200);

  private final Map<String, Object> kafka;
  private final AvroSerdes serdes;

  /** Takes one record; false to end. */
  @FunctionalInterface
  public interface Sink<T> {
    boolean accept(ConsumerRecord<String, byte[]> origin, T value);
  }

  /** On a broker where nobody logs in. */
  public TopicReader(String bootstrapServers, AvroSerdes serdes) {
    this(Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers), serdes);
  }

  /**
   * @param kafka settings of the client: where the broker is, and how to log in
   */
  public TopicReader(Map<String, ?> kafka, AvroSerdes serdes) {
    this.kafka = Map.copyOf(kafka);
    this.serdes = serdes;
  }

  /** All values that the topic holds now, partition by partition in the order of the log. */
  public <T extends SpecificRecord> List<T> all(Topic<T> topic) {
    var values = new ArrayList<T>();
    read(
        topic,
        false,
        (origin, value) -> {
          values.add(value);
          return true;
        });
    return values;
  }

  /**
   * Hands every record to {@code sink}.
   *
   * @param follow true to go on with what is written later, until the sink ends it
   */
  public <T extends SpecificRecord> void read(Topic<T> topic, boolean follow, Sink<T> sink) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic.name()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      Deserializer<T> deserializer = serdes.deserializer(topic);
      while (follow || behind(consumer, ends)) {
        for (var record : consumer.poll(POLL)) {
          if (!handOn(record, deserializer, sink)) {
            return;
          }
        }
      }
    }
  }

  private static boolean behind(KafkaConsumer<?, ?> consumer, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
  }

  private static <T> boolean handOn(
      ConsumerRecord<String, byte[]> record, Deserializer<T> deserializer, Sink<T> sink) {
    if (Tick.is(record.key(), record.value()) || record.value() == null) {
      return true;
    }
    try {
      return sink.accept(record, deserializer.deserialize(record.topic(), record.value()));
    } catch (UndecodableException e) {
      return true;
    }
  }
}
