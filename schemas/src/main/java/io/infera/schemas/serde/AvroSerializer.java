package io.infera.schemas.serde;

import io.infera.schemas.catalog.Topic;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Writes records in the Confluent wire format: a zero byte, the schema's id (4 bytes, big endian),
 * the Avro body. Not for several threads at once, as any Kafka serializer inside one producer's
 * lock-free path: each serde makes its own.
 */
final class AvroSerializer<T extends SpecificRecord> implements Serializer<T> {
  static final byte MAGIC = 0;
  static final int HEADER_BYTES = 1 + Integer.BYTES;
  private static final int UNKNOWN = Integer.MIN_VALUE;

  private final Topic<T> topic;
  private final SchemaRegistry registry;
  private final RecordCodec<T> codec;
  private final ThreadLocal<ByteOutput> outputs = ThreadLocal.withInitial(ByteOutput::new);
  private volatile int id = UNKNOWN;

  AvroSerializer(Topic<T> topic, SchemaRegistry registry) {
    this.topic = topic;
    this.registry = registry;
    this.codec = RecordCodec.of(topic.valueType());
  }

  @Override
  public byte[] serialize(String name, T record) {
    if (record == null) {
      return null;
    }
    int id = id();
    ByteOutput out = outputs.get().reset();
    try {
      out.raw(MAGIC);
      out.fixed32(id);
      codec.write(record, out);
      return out.toArray();
    } catch (RuntimeException e) {
      throw new SerializationException(
          "cannot write a "
              + topic.valueType().getSimpleName()
              + " for "
              + name
              + ": "
              + e.getMessage(),
          e);
    }
  }

  /** Asked for once; the registry's own map compares schemas, which costs for each record. */
  private int id() {
    int known = id;
    if (known == UNKNOWN) {
      known = registry.idOf(topic.subject(), topic.schema());
      id = known;
    }
    return known;
  }
}
