package io.infera.verification.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.schemas.catalog.Topic;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import io.infera.verification.stream.Emission;
import io.infera.verification.stream.OutputTopic;
import java.util.EnumMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Encodes what goes out, one per subtask. The partition is left to Kafka's default partitioner
 * (murmur2 of the key), so that a request has one partition number everywhere; the time is left to
 * whoever stores it.
 */
final class Encoder implements AutoCloseable {
  private final SchemaRegistry registry;
  private final Map<OutputTopic, Serializer<SpecificRecord>> serializers =
      new EnumMap<>(OutputTopic.class);

  Encoder(String registryUrl) {
    registry = SchemaRegistry.connect(registryUrl);
    var serdes = new AvroSerdes(registry);
    for (OutputTopic output : OutputTopic.values()) {
      serializers.put(output, serializer(serdes, output.topic()));
    }
  }

  @SuppressWarnings(
      "unchecked") // An Emission holds a value of its topic's type, or it is not made.
  private static Serializer<SpecificRecord> serializer(AvroSerdes serdes, Topic<?> topic) {
    return (Serializer<SpecificRecord>) serdes.serializer(topic);
  }

  ProducerRecord<byte[], byte[]> encode(Emission emission) {
    byte[] value = serializers.get(emission.kind()).serialize(emission.topic(), emission.value());
    return new ProducerRecord<>(emission.topic(), emission.key().getBytes(UTF_8), value);
  }

  @Override
  public void close() {
    registry.close();
  }
}
