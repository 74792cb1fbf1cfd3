package io.infera.dispatcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.event.InferenceInput;
import io.infera.event.InferenceRequest;
import io.infera.event.ModelPolicy;
import io.infera.event.RosterChange;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import io.infera.schemas.testing.InMemorySchemaRegistry;
import io.infera.schemas.testing.Records;
import io.infera.schemas.testing.TestBroker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker, a registry, and a test's hands on the topics. */
final class Network implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final long PATIENCE_SECONDS = 60;

  final TestBroker broker;
  final InMemorySchemaRegistry registryServer = InMemorySchemaRegistry.start();
  final SchemaRegistry registry = SchemaRegistry.connect(registryServer.url());
  final AvroSerdes serdes = new AvroSerdes(registry);
  private final KafkaProducer<byte[], byte[]> producer;

  Network() {
    this(TestBroker.start());
  }

  Network(TestBroker broker) {
    this.broker = broker;
    this.producer =
        new KafkaProducer<>(
            broker.settings(broker.administrator()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  <T extends SpecificRecord> void put(Topic<T> topic, String key, T value) {
    put(topic.name(), key.getBytes(UTF_8), serdes.serializer(topic).serialize(topic.name(), value));
  }

  void put(String topic, byte[] key, byte[] value) {
    producer.send(new ProducerRecord<>(topic, key, value));
    producer.flush();
  }

  void put(InferenceRequest request) {
    put(Topics.REQUESTS, RequestKey.of(request).toString(), request);
  }

  void publish(ModelPolicy policy) {
    put(Topics.MODELS, policy.getModelId(), policy);
  }

  void addToRoster(int node) {
    var change = RosterChange.newBuilder(Records.rosterChange(node)).setAt(Instant.now()).build();
    put(Topics.ROSTERS, Records.node(node), change);
  }

  static InferenceRequest.Builder request(String id) {
    return InferenceRequest.newBuilder()
        .setRequester(Records.REQUESTER)
        .setRequestId(id)
        .setModelId(Records.MODEL)
        .setInput(new InferenceInput("A text for " + id))
        .setCreatedAt(Instant.now())
        .setDeadline(Instant.now().plusSeconds(120));
  }

  /**
   * All records of a topic once there are as many that match; what was there twice is there twice.
   */
  List<ConsumerRecord<byte[], byte[]>> await(
      String topic, int count, Predicate<ConsumerRecord<byte[], byte[]>> matches) {
    try (var consumer = consumer()) {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      assign(consumer, topic, end);
      var found = new ArrayList<ConsumerRecord<byte[], byte[]>>();
      while (found.size() < count) {
        if (System.nanoTime() > end) {
          throw new AssertionError(
              "expected " + count + " matching records in " + topic + ", found " + found.size());
        }
        consumer
            .poll(POLL)
            .forEach(
                record -> {
                  if (matches.test(record)) {
                    found.add(record);
                  }
                });
      }
      return found;
    }
  }

  <T extends SpecificRecord> List<T> await(Topic<T> topic, int count, String keyPrefix) {
    return await(topic.name(), count, record -> startsWith(record, keyPrefix)).stream()
        .map(record -> read(topic, record))
        .toList();
  }

  /** What is in a topic now. */
  <T extends SpecificRecord> List<T> now(Topic<T> topic, String keyPrefix) {
    try (var consumer = consumer()) {
      List<TopicPartition> partitions = assign(consumer, topic.name(), System.nanoTime());
      var ends = consumer.endOffsets(partitions);
      var found = new ArrayList<T>();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer
            .poll(POLL)
            .forEach(
                record -> {
                  if (startsWith(record, keyPrefix)) {
                    found.add(read(topic, record));
                  }
                });
      }
      return found;
    }
  }

  private <T extends SpecificRecord> T read(Topic<T> topic, ConsumerRecord<byte[], byte[]> record) {
    return serdes.deserializer(topic).deserialize(topic.name(), record.value());
  }

  private static boolean startsWith(ConsumerRecord<byte[], byte[]> record, String keyPrefix) {
    return record.key() != null && new String(record.key(), UTF_8).startsWith(keyPrefix);
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        broker.settings(broker.administrator()),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private static List<TopicPartition> assign(
      KafkaConsumer<byte[], byte[]> consumer, String topic, long end) {
    var infos = consumer.partitionsFor(topic);
    while (infos.isEmpty() && System.nanoTime() < end) {
      pause();
      infos = consumer.partitionsFor(topic);
    }
    var partitions =
        infos.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return partitions;
  }

  /** Until a topic that is asked for again exists. */
  private static void pause() {
    try {
      Thread.sleep(POLL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(1));
    registry.close();
    registryServer.close();
    broker.close();
  }
}
