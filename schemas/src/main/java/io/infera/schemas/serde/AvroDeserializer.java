package io.infera.schemas.serde;

import io.infera.schemas.catalog.Topic;
import io.infera.schemas.serde.UndecodableException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads records in the Confluent wire format, of whatever version, as the topic's own. */
final class AvroDeserializer<T extends SpecificRecord> implements Deserializer<T> {
  private final Topic<T> topic;
  private final SchemaRegistry registry;
  private final Map<Integer, SpecificDatumReader<T>> readers = new ConcurrentHashMap<>();
  private final ThreadLocal<BinaryDecoder> decoders = new ThreadLocal<>();

  AvroDeserializer(Topic<T> topic, SchemaRegistry registry) {
    this.topic = topic;
    this.registry = registry;
  }

  /**
   * @throws UndecodableException when the bytes are no record of this topic
   * @throws RegistryUnavailableException when the schema is not known yet and the registry does not
   *     answer
   */
  @Override
  public T deserialize(String name, byte[] bytes) {
    if (bytes == null) {
      return null;
    }
    SpecificDatumReader<T> reader = readerFor(schemaId(bytes));
    try {
      return read(reader, bytes);
    } catch (UndecodableException e) {
      throw e;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw new UndecodableException(
          Reason.MALFORMED,
          "expected " + described() + ", found " + bytes.length + " bytes: " + e,
          e);
    }
  }

  private int schemaId(byte[] bytes) {
    if (bytes.length < AvroSerializer.HEADER_BYTES) {
      throw new UndecodableException(
          Reason.TOO_SHORT,
          "expected a magic byte and a 4-byte schema id before "
              + described()
              + ", found "
              + bytes.length
              + " bytes");
    }
    if (bytes[0] != AvroSerializer.MAGIC) {
      throw new UndecodableException(
          Reason.WRONG_MAGIC,
          "expected the magic byte 0 before " + described() + ", found " + (bytes[0] & 0xff));
    }
    return ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();
  }

  private T read(SpecificDatumReader<T> reader, byte[] bytes) throws IOException {
    BinaryDecoder decoder =
        DecoderFactory.get()
            .binaryDecoder(
                bytes,
                AvroSerializer.HEADER_BYTES,
                bytes.length - AvroSerializer.HEADER_BYTES,
                decoders.get());
    decoders.set(decoder);
    T record = reader.read(null, decoder);
    if (!decoder.isEnd()) {
      throw new UndecodableException(
          Reason.MALFORMED, "expected " + described() + " alone, found bytes after it");
    }
    return record;
  }

  private SpecificDatumReader<T> readerFor(int id) {
    SpecificDatumReader<T> known = readers.get(id);
    if (known != null) {
      return known;
    }
    Schema written = registry.byId(id);
    try {
      requireReadable(id, written);
      var reader =
          new SpecificDatumReader<T>(
              written, topic.schema(), SpecificData.getForClass(topic.valueType()));
      readers.put(id, reader);
      return reader;
    } catch (AvroTypeException | StackOverflowError e) {
      throw new UndecodableException(
          Reason.INCOMPATIBLE_SCHEMA, "schema " + id + " cannot be read as " + described(), e);
    }
  }

  private void requireReadable(int id, Schema written) {
    var compatibility =
        SchemaCompatibility.checkReaderWriterCompatibility(topic.schema(), written).getType();
    if (compatibility != SchemaCompatibilityType.COMPATIBLE) {
      throw new UndecodableException(
          Reason.INCOMPATIBLE_SCHEMA,
          "expected " + described() + ", found schema " + id + ", a " + written.getFullName());
    }
  }

  private String described() {
    return "a " + topic.valueType().getSimpleName() + " of " + topic.name();
  }
}
