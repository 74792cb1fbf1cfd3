package io.infera.infra.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.infra.local.Access;
import io.infera.infra.local.Layout;
import io.infera.infra.local.LocalNetworkException;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes to topics what does not belong there: bytes that are no record; true records, copied, on a
 * partition that is not their key's, or, where a topic has one partition, under another key; jobs
 * of one node to another.
 */
final class Intruder {
  private static final byte[] POISON = "not a record of anything".getBytes(UTF_8);
  private static final byte[] STRANGER = "nobody/nothing".getBytes(UTF_8);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final long LOOK_BACK = 2_000;

  private final Map<String, String> kafka;
  private final List<Topic<?>> topics;

  /**
   * @param nodeIds whose job topics are written to as well
   */
  Intruder(Layout layout, List<String> nodeIds) {
    // Whoever else might write all of this: access control would not let anybody.
    this.kafka = layout.kafka(Access.ADMIN);
    this.topics = targets(nodeIds);
  }

  /** Every topic of the catalogue, and every node's jobs. */
  static List<Topic<?>> targets(List<String> nodeIds) {
    return Stream.concat(Topics.all().stream(), nodeIds.stream().<Topic<?>>map(Topics::jobs))
        .toList();
  }

  /** A poison record on every partition of every topic. */
  void poison() throws InterruptedException {
    try (var consumer = consumer()) {
      send(
          topics.stream()
              .flatMap(topic -> consumer.partitionsFor(topic.name()).stream())
              .map(
                  partition ->
                      new ProducerRecord<>(
                          partition.topic(), partition.partition(), STRANGER, POISON))
              .toList());
    }
  }

  /** The latest record of each topic that holds any, once more, where it does not belong. */
  void misroute() throws InterruptedException {
    var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
    try (var consumer = consumer()) {
      for (Topic<?> topic : topics) {
        latest(consumer, topic.name())
            .map(record -> displaced(topic, record))
            .ifPresent(records::add);
      }
    }
    send(records);
  }

  private ProducerRecord<byte[], byte[]> displaced(
      Topic<?> topic, ConsumerRecord<byte[], byte[]> record) {
    String jobs = Topics.jobs("").name();
    if (topic.name().startsWith(jobs)) {
      String other =
          topics.stream()
              .map(Topic::name)
              .filter(name -> name.startsWith(jobs) && !name.equals(topic.name()))
              .findFirst()
              .orElse(topic.name());
      return new ProducerRecord<>(other, 0, record.key(), record.value());
    }
    return topic.partitions() == 1
        ? new ProducerRecord<>(topic.name(), 0, STRANGER, record.value())
        : new ProducerRecord<>(
            topic.name(),
            (record.partition() + 1) % topic.partitions(),
            record.key(),
            record.value());
  }

  /** The latest record with key and value, near the end of some partition. */
  private static Optional<ConsumerRecord<byte[], byte[]>> latest(
      KafkaConsumer<byte[], byte[]> consumer, String topic) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (PartitionInfo info : consumer.partitionsFor(topic)) {
      partitions.add(new TopicPartition(info.topic(), info.partition()));
    }
    consumer.assign(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
    ends.forEach(
        (partition, end) ->
            consumer.seek(partition, Math.max(begins.get(partition), end - LOOK_BACK)));
    ConsumerRecord<byte[], byte[]> latest = null;
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      for (var record : consumer.poll(POLL)) {
        if (record.key() != null && isRecord(record.value())) {
          latest = record;
        }
      }
    }
    return Optional.ofNullable(latest);
  }

  private static boolean isRecord(byte[] value) {
    return value != null && value.length > 0 && value[0] == 0;
  }

  private void send(List<ProducerRecord<byte[], byte[]>> records) throws InterruptedException {
    Map<String, Object> settings = new HashMap<>(kafka);
    try (var producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (var acknowledgement : records.stream().map(producer::send).toList()) {
        acknowledgement.get();
      }
    } catch (ExecutionException e) {
      throw new LocalNetworkException("cannot write to the broker: " + e.getCause(), e);
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put("isolation.level", "read_committed");
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
