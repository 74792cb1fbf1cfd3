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
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads records in the Confluent wire format, of whatever version, as the topic's own: those of the
 * topic's own version by {@link RecordCodec}, others by Avro, which resolves the differences.
 */
final class AvroDeserializer<T extends SpecificRecord> implements Deserializer<T> {
  private final Topic<T> topic;
  private final SchemaRegistry registry;
  private final Map<Integer, Reader<T>> readers = new ConcurrentHashMap<>();
  private final ThreadLocal<BinaryDecoder> decoders = new ThreadLocal<>();

  AvroDeserializer(Topic<T> topic, SchemaRegistry registry) {
    this.topic = topic;
    this.registry = registry;
  }

  /** Reads the body behind the header, all of it. */
  private interface Reader<T> {
    T read(byte[] bytes) throws IOException;
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
    Reader<T> reader = readerFor(schemaId(bytes));
    try {
      return reader.read(bytes);
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

  private Reader<T> readerFor(int id) {
    Reader<T> known = readers.get(id);
    if (known != null) {
      return known;
    }
    Schema written = registry.byId(id);
    try {
      requireReadable(id, written);
      Reader<T> reader = sameLayout(written, topic.schema()) ? own() : resolving(written);
      readers.put(id, reader);
      return reader;
    } catch (AvroTypeException | StackOverflowError e) {
      throw new UndecodableException(
          Reason.INCOMPATIBLE_SCHEMA, "schema " + id + " cannot be read as " + described(), e);
    }
  }

  /** The canonical form has all that the binary encoding depends on. */
  private static boolean sameLayout(Schema written, Schema own) {
    return SchemaNormalization.toParsingForm(written)
        .equals(SchemaNormalization.toParsingForm(own));
  }

  private Reader<T> own() {
    RecordCodec<T> codec = RecordCodec.of(topic.valueType());
    return bytes -> {
      var in = new ByteInput(bytes, AvroSerializer.HEADER_BYTES);
      T record = codec.read(in);
      requireEnd(in.atEnd());
      return record;
    };
  }

  private Reader<T> resolving(Schema written) {
    var reader =
        new SpecificDatumReader<T>(
            written, topic.schema(), SpecificData.getForClass(topic.valueType()));
    return bytes -> {
      BinaryDecoder decoder =
          DecoderFactory.get()
              .binaryDecoder(
                  bytes,
                  AvroSerializer.HEADER_BYTES,
                  bytes.length - AvroSerializer.HEADER_BYTES,
                  decoders.get());
      decoders.set(decoder);
      T record = reader.read(null, decoder);
      requireEnd(decoder.isEnd());
      return record;
    };
  }

  private void requireEnd(boolean atEnd) {
    if (!atEnd) {
      throw new UndecodableException(
          Reason.MALFORMED, "expected " + described() + " alone, found bytes after it");
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
