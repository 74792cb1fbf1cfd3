package io.infera.settlement.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.TopicAdmin;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import io.infera.schemas.testing.TestBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The watcher's topics on a real broker: what it tells of the chain. */
public final class ChainTopics implements AutoCloseable {
  private static final List<Topic<?>> TOPICS =
      List.of(Topics.STAKES, Topics.DEPOSITS, Topics.BEACONS, Topics.REQUESTS);

  private final TestBroker broker;
  private final SchemaRegistry registry;

  public ChainTopics(TestBroker broker, String registry) {
    this.broker = broker;
    this.registry = SchemaRegistry.connect(registry);
  }

  /** Makes them empty. */
  public void recreate() {
    try (Admin admin = broker.admin()) {
      var known = new HashSet<>(names(admin));
      known.retainAll(TOPICS.stream().map(Topic::name).toList());
      admin.deleteTopics(known).all().get();
      Await.until("the old topics to go", () -> names(admin).stream().noneMatch(known::contains));
      new TopicAdmin(admin).ensure(TOPICS, (short) 1);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static List<String> names(Admin admin) {
    try {
      return List.copyOf(admin.listTopics().names().get());
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Waits until a service that must live has told something of a key, and tells it. */
  public <T extends SpecificRecord> T await(ServiceProcess service, Topic<T> topic, String key) {
    Await.until(
        key + " in " + topic.name(),
        () -> {
          if (!service.alive()) {
            throw new AssertionError("it has ended:\n" + service.log());
          }
          return last(topic, key) != null;
        });
    return last(topic, key);
  }

  /** The last record of a key; null when there is none. */
  public <T extends SpecificRecord> T last(Topic<T> topic, String key) {
    T last = null;
    for (ConsumerRecord<byte[], byte[]> record : read(topic.name())) {
      if (new String(record.key(), UTF_8).equals(key)) {
        last = decode(topic, record);
      }
    }
    return last;
  }

  /** All that a topic holds. */
  public <T extends SpecificRecord> List<T> all(Topic<T> topic) {
    return read(topic.name()).stream().map(record -> decode(topic, record)).toList();
  }

  private <T extends SpecificRecord> T decode(
      Topic<T> topic, ConsumerRecord<byte[], byte[]> record) {
    return new AvroSerdes(registry).deserializer(topic).deserialize(topic.name(), record.value());
  }

  private List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      var partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(50)).forEach(records::add);
      }
      return records;
    }
  }

  @Override
  public void close() {
    registry.close();
  }
}
