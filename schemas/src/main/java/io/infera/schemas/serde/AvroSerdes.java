package io.infera.schemas.serde;

import io.infera.schemas.catalog.Topic;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Serializers and deserializers of the catalogue's topics, for clients, Streams and Flink alike.
 */
public final class AvroSerdes {
  static {
    AvroSafety.install();
  }

  private final SchemaRegistry registry;

  public AvroSerdes(SchemaRegistry registry) {
    this.registry = registry;
  }

  public <T extends SpecificRecord> Serializer<T> serializer(Topic<T> topic) {
    return new AvroSerializer<>(topic, registry);
  }

  public <T extends SpecificRecord> Deserializer<T> deserializer(Topic<T> topic) {
    return new AvroDeserializer<>(topic, registry);
  }

  public <T extends SpecificRecord> Serde<T> serde(Topic<T> topic) {
    return Serdes.serdeFrom(serializer(topic), deserializer(topic));
  }
}
