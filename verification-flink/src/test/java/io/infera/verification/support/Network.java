package io.infera.verification.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.event.Disposition;
import io.infera.event.ReplicaResult;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.catalog.Tick;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.TopicAdmin;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import io.infera.schemas.testing.InMemorySchemaRegistry;
import io.infera.schemas.testing.TestBroker;
import io.infera.verification.VerificationParameters;
import io.infera.verification.replay.PublishedLog;
import io.infera.verification.stream.InputTopic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A real broker, a registry, all topics and a ticker: everything around the job. */
public final class Network implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final TestBroker broker = TestBroker.start();
  private final InMemorySchemaRegistry registry = InMemorySchemaRegistry.start();
  private final SchemaRegistry client = SchemaRegistry.connect(registry.url());
  private final AvroSerdes serdes = new AvroSerdes(client);
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaProducer<byte[], byte[]> ticks;
  private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor();

  public Network() {
    try (Admin admin = broker.admin()) {
      new TopicAdmin(admin).ensure(Topics.all(), (short) 1);
    }
    producer = producer(Map.of("max.in.flight.requests.per.connection", "1"));
    // A tick that is lost or repeated does no harm, one that waits for its predecessor does.
    ticks = producer(Map.of("enable.idempotence", "false", "acks", "1"));
    ticker.scheduleAtFixedRate(this::tick, 0, 100, TimeUnit.MILLISECONDS);
  }

  private KafkaProducer<byte[], byte[]> producer(Map<String, String> more) {
    var settings = new HashMap<String, Object>(more);
    settings.put("bootstrap.servers", broker.bootstrapServers());
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private void tick() {
    for (InputTopic topic : InputTopic.values()) {
      for (int partition = 0; partition < topic.topic().partitions(); partition++) {
        ticks.send(Tick.record(topic.topicName(), partition));
      }
    }
  }

  public Admin admin() {
    return broker.admin();
  }

  /** Kills the broker and brings it back. */
  public void restartBroker() {
    broker.kill9();
    broker.restart();
  }

  /** The parameters of a job in this network. */
  public Map<String, String> values(Map<String, String> more) {
    Map<String, String> values = TestParameters.values(registry.url(), more);
    values.put("kafka.bootstrap.servers", broker.bootstrapServers());
    return values;
  }

  public VerificationParameters parameters() {
    return VerificationParameters.read(io.infera.runtime.Settings.of(values(Map.of())));
  }

  public void send(Disposition disposition) {
    send(Topics.ASSIGNMENTS, RequestKey.of(disposition).toString(), disposition);
  }

  public void send(ReplicaResult result) {
    send(Topics.RESULTS, RequestKey.of(result).toString(), result);
  }

  public <T extends SpecificRecord> void send(Topic<T> topic, String key, T value) {
    byte[] bytes = serdes.serializer(topic).serialize(topic.name(), value);
    send(new ProducerRecord<>(topic.name(), key.getBytes(UTF_8), bytes));
  }

  public void send(ProducerRecord<byte[], byte[]> record) {
    try {
      producer.send(record).get();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** All committed records of a topic. */
  public <T extends SpecificRecord> List<T> read(Topic<T> topic) {
    return PublishedLog.read(parameters(), topic, serdes);
  }

  /** All records of a topic as bytes. */
  public List<ConsumerRecord<byte[], byte[]>> readRaw(String topic) {
    var found = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    try (var consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(found::add);
      }
    }
    return found;
  }

  /** Waits until something is so; fails, naming it, when it never is. */
  public static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + PATIENCE + ": " + what);
      }
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void close() {
    ticker.shutdownNow();
    ticks.close(Duration.ZERO);
    producer.close(Duration.ZERO);
    client.close();
    registry.close();
    broker.close();
  }
}
