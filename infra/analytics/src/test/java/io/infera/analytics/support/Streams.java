package io.infera.analytics.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.schemas.catalog.Tick;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.TopicAdmin;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import io.infera.schemas.testing.InMemorySchemaRegistry;
import io.infera.schemas.testing.TestBroker;
import java.time.Duration;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A real broker with the catalogue's topics, a registry, and a hand that writes. */
public final class Streams implements AutoCloseable {
  private final TestBroker broker = TestBroker.start();
  private final InMemorySchemaRegistry registry = InMemorySchemaRegistry.start();
  private final SchemaRegistry client = SchemaRegistry.connect(registry.url());
  private final AvroSerdes serdes = new AvroSerdes(client);
  private final KafkaProducer<byte[], byte[]> producer;

  public Streams() {
    try (Admin admin = broker.admin()) {
      new TopicAdmin(admin).ensure(Topics.all(), (short) 1);
    }
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  public String registryUrl() {
    return registry.url();
  }

  /** Writes a record; null deletes its key. */
  public <T extends SpecificRecord> void send(Topic<T> topic, String key, T value) {
    byte[] bytes = serdes.serializer(topic).serialize(topic.name(), value);
    send(new ProducerRecord<>(topic.name(), key.getBytes(UTF_8), bytes));
  }

  /** Writes what is no record. */
  public void poison(Topic<?> topic) {
    byte[] bytes = "not a record of anything".getBytes(UTF_8);
    send(new ProducerRecord<>(topic.name(), bytes, bytes));
  }

  /** Writes that time has passed. */
  public void tick(Topic<?> topic) {
    send(Tick.record(topic.name(), 0));
  }

  private void send(ProducerRecord<byte[], byte[]> record) {
    try {
      producer.send(record).get();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
    client.close();
    registry.close();
    broker.close();
  }
}
