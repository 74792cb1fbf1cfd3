package io.infera.verification.replay;

import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import io.infera.schemas.serde.UndecodableException;
import io.infera.verification.VerificationParameters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/** What the running job wrote, as far as it is committed. */
public final class PublishedLog {
  private static final List<Topic<? extends SpecificRecord>> REPLAYABLE =
      List.of(
          Topics.VERDICTS,
          Topics.SETTLEMENTS,
          Topics.REPUTATION,
          Topics.ROSTERS,
          Topics.SHADOWS,
          Topics.ERROR_RATES);
  private static final Duration POLL = Duration.ofMillis(200);

  private PublishedLog() {}

  /** All verdicts, settlements, epochs and roster changes until now. */
  public static List<SpecificRecord> read(VerificationParameters parameters) {
    var records = new ArrayList<SpecificRecord>();
    forEach(parameters, records::add);
    return records;
  }

  /** Hands the same on one by one. */
  public static void forEach(VerificationParameters parameters, Consumer<SpecificRecord> sink) {
    try (var registry = SchemaRegistry.connect(parameters.registryUrl())) {
      var serdes = new AvroSerdes(registry);
      for (Topic<? extends SpecificRecord> topic : REPLAYABLE) {
        forEach(parameters, topic, serdes, Map.of(), sink);
      }
    }
  }

  /** All committed records of one topic until now, partition by partition in offset order. */
  public static <T extends SpecificRecord> List<T> read(
      VerificationParameters parameters, Topic<T> topic, AvroSerdes serdes) {
    var records = new ArrayList<T>();
    forEach(parameters, topic, serdes, Map.of(), records::add);
    return records;
  }

  /**
   * Hands all committed records of one topic until now on, partition by partition in offset order.
   *
   * @param starts offset to begin at; a partition that is not in it is read from its beginning
   */
  static <T extends SpecificRecord> void forEach(
      VerificationParameters parameters,
      Topic<T> topic,
      AvroSerdes serdes,
      Map<TopicPartition, Long> starts,
      Consumer<? super T> sink) {
    var settings =
        new HashMap<String, Object>(
            parameters.kafkaWith(Map.of("isolation.level", "read_committed")));
    var values = serdes.deserializer(topic);
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic.name()).stream()
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      partitions.stream()
          .filter(starts::containsKey)
          .forEach(partition -> consumer.seek(partition, starts.get(partition)));
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          decoded(values, topic, record.value()).ifPresent(sink);
        }
      }
    }
  }

  /** Empty for what is no record: whoever wrote it, it says nothing that could be judged again. */
  static <T extends SpecificRecord> Optional<T> decoded(
      Deserializer<T> values, Topic<T> topic, byte[] bytes) {
    try {
      return Optional.ofNullable(values.deserialize(topic.name(), bytes));
    } catch (UndecodableException e) {
      return Optional.empty();
    }
  }
}
