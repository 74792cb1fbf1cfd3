package io.infera.settlement.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.event.SettlementEvent;
import io.infera.event.SettlementReceipt;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.catalog.TopicAdmin;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import io.infera.schemas.testing.TestBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The sink's topics on a real broker: settlements in, as verification writes them, and receipts
 * out.
 */
public final class SettlementTopics implements AutoCloseable {
  /** Bytes that are no record of any schema. */
  public static final byte[] POISON = "not a settlement".getBytes(UTF_8);

  private final TestBroker broker;
  private final AvroSerdes serdes;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Set<String> committed = new LinkedHashSet<>();
  private int sequence;

  public SettlementTopics(TestBroker broker, String registry) {
    this.broker = broker;
    this.serdes = new AvroSerdes(SchemaRegistry.connect(registry));
    recreate();
    this.producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", broker.bootstrapServers(), "transactional.id", "verification"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
  }

  private void recreate() {
    try (Admin admin = broker.admin()) {
      var known = admin.listTopics().names().get();
      var ours = List.of(Topics.SETTLEMENTS, Topics.RECEIPTS);
      for (var topic : ours) {
        for (String name : List.of(topic.name(), Topics.dlq(topic.name()))) {
          if (known.contains(name)) {
            admin.deleteTopics(List.of(name)).all().get();
          }
        }
      }
      Await.until("the old topics to go", () -> gone(admin));
      new TopicAdmin(admin).ensure(ours, (short) 1);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static boolean gone(Admin admin) {
    try {
      return !admin.listTopics().names().get().contains(Topics.SETTLEMENTS.name());
    } catch (ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Writes settlements in transactions of a few, with transactions in between that are aborted. */
  public void write(int settlements, Random random) {
    int left = settlements;
    while (left > 0) {
      int size = Math.min(left, 1 + random.nextInt(20));
      boolean abort = random.nextInt(5) == 0;
      var keys = new ArrayList<String>();
      producer.beginTransaction();
      for (int i = 0; i < size; i++) {
        keys.add(send(random));
      }
      if (abort) {
        producer.flush();
        producer.abortTransaction();
      } else {
        producer.commitTransaction();
        committed.addAll(keys);
        left -= size;
      }
    }
  }

  private String send(Random random) {
    SettlementEvent event = Settlements.plain("s-" + sequence++, random);
    String topic = Topics.SETTLEMENTS.name();
    String key = RequestKey.of(event).toString();
    byte[] value = serdes.serializer(Topics.SETTLEMENTS).serialize(topic, event);
    producer.send(new ProducerRecord<>(topic, key.getBytes(UTF_8), value));
    return key;
  }

  /** Writes bytes that are no settlement into a lane. */
  public void writePoison(int lane) {
    producer.beginTransaction();
    producer.send(
        new ProducerRecord<>(Topics.SETTLEMENTS.name(), lane, "key".getBytes(UTF_8), POISON));
    producer.commitTransaction();
  }

  /** Keys of the requests whose settlements are committed. */
  public Set<String> committed() {
    return committed;
  }

  /** The requests that are to be settled, by lane and offset. */
  public Map<Integer, SortedMap<Long, String>> settled() {
    var found = new HashMap<Integer, SortedMap<Long, String>>();
    for (var record : read(Topics.SETTLEMENTS.name())) {
      found
          .computeIfAbsent(record.partition(), lane -> new TreeMap<>())
          .put(record.offset(), new String(record.key(), UTF_8));
    }
    return found;
  }

  /** All receipts that there are, lane by lane in the order they were written. */
  public List<SettlementReceipt> receipts() {
    var deserializer = serdes.deserializer(Topics.RECEIPTS);
    return read(Topics.RECEIPTS.name()).stream()
        .map(record -> deserializer.deserialize(record.topic(), record.value()))
        .toList();
  }

  /** All dead letters of settlements. */
  public List<ConsumerRecord<byte[], byte[]>> deadLetters() {
    return read(Topics.dlq(Topics.SETTLEMENTS.name()));
  }

  private List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    var found = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "isolation.level",
                "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      var partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(200)).forEach(found::add);
      }
    }
    return found;
  }

  @Override
  public void close() {
    producer.close();
  }
}
