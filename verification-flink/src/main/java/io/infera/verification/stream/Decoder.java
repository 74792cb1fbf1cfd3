package io.infera.verification.stream;

import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import io.infera.schemas.serde.UndecodableException;
import java.util.EnumMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Decodes input records, one per subtask.
 *
 * <p>A registry that does not answer is not the record's fault: that error goes up, the job
 * restarts and reads the record again. Only bytes that can never be read become dead letters.
 */
final class Decoder implements AutoCloseable {
  private final SchemaRegistry registry;
  private final Map<InputTopic, Deserializer<? extends SpecificRecord>> deserializers =
      new EnumMap<>(InputTopic.class);

  Decoder(String registryUrl) {
    registry = SchemaRegistry.connect(registryUrl);
    var serdes = new AvroSerdes(registry);
    for (InputTopic input : InputTopic.values()) {
      deserializers.put(input, serdes.deserializer(input.topic()));
    }
  }

  /**
   * @throws UndecodableException when the bytes are no record of their topic
   * @throws Refusal when decoding fails in any other way that the bytes can cause
   */
  SpecificRecord decode(LogRecord record) {
    try {
      return deserializers
          .get(record.topic())
          .deserialize(record.topic().topicName(), record.value());
    } catch (StackOverflowError e) {
      throw new Refusal(Refusal.Reason.UNJUDGEABLE, "the bytes nest too deep", e);
    }
  }

  @Override
  public void close() {
    registry.close();
  }
}
