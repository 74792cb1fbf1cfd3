package io.infera.settlement.keeper;

import io.infera.schemas.catalog.Topic;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.UndecodableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Follows a small topic from its beginning on: each call hands out what has come since. A topic
 * that does not exist yet has nothing to say. What cannot be read is left out.
 */
final class TopicFollower<T extends SpecificRecord> implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);

  private final Topic<T> topic;
  private final Deserializer<T> deserializer;
  private final KafkaConsumer<byte[], byte[]> consumer;

  TopicFollower(Map<String, String> kafka, AvroSerdes serdes, Topic<T> topic) {
    this.topic = topic;
    this.deserializer = serdes.deserializer(topic);
    var settings = new HashMap<String, Object>(kafka);
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    this.consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Hands on all that is there and was not handed on before. */
  void forEach(Consumer<T> sink) {
    if (consumer.assignment().isEmpty() && !assign()) {
      return;
    }
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        read(record, sink);
      }
    }
  }

  private boolean assign() {
    List<PartitionInfo> partitions = consumer.partitionsFor(topic.name());
    if (partitions == null || partitions.isEmpty()) {
      return false;
    }
    List<TopicPartition> all =
        partitions.stream().map(one -> new TopicPartition(one.topic(), one.partition())).toList();
    consumer.assign(all);
    consumer.seekToBeginning(all);
    return true;
  }

  private void read(ConsumerRecord<byte[], byte[]> record, Consumer<T> sink) {
    try {
      T value = deserializer.deserialize(record.topic(), record.value());
      if (value != null) {
        sink.accept(value);
      }
    } catch (UndecodableException e) {
      // Its readers keep dead letters; here it is no record.
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
