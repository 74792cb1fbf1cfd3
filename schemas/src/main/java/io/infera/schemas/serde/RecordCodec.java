package io.infera.schemas.serde;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Type;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * Writes and reads the records of one generated class, byte for byte as Avro's own writer and
 * reader do it, in a third of their time. That is most of what a request costs in processes that do
 * little else than read and write: Avro asks anew, at every field of every record, whether a
 * conversion applies; here the schema is walked once, and what is left of it is a tree of codecs.
 *
 * <p>It knows what our schemas use: no maps, and of unions only those of null and one other type.
 * Records under another version of the schema are Avro's to read.
 */
abstract class RecordCodec<T> {
  abstract void write(T value, ByteOutput out);

  abstract T read(ByteInput in);

  /**
   * The codec of a generated class.
   *
   * @throws IllegalArgumentException when its schema uses what is not known here
   */
  static <T extends SpecificRecord> RecordCodec<T> of(Class<T> type) {
    return cast(of(SpecificData.get().getSchema(type)));
  }

  @SuppressWarnings("unchecked") // What a schema's codec reads and writes is of the schema's class.
  private static <T> RecordCodec<T> cast(RecordCodec<?> codec) {
    return (RecordCodec<T>) codec;
  }

  static RecordCodec<?> of(Schema schema) {
    if (schema.getLogicalType() != null) {
      return logical(schema);
    }
    return switch (schema.getType()) {
      case RECORD -> new OfRecord(schema);
      case ARRAY -> new OfArray(cast(of(schema.getElementType())));
      case UNION -> union(schema);
      case ENUM -> new OfEnum(schema);
      case FIXED -> new OfFixed(schema);
      case STRING -> new OfString();
      case BYTES -> new OfBytes();
      case INT -> new OfInt();
      case LONG -> new OfLong();
      case DOUBLE -> new OfDouble();
      case BOOLEAN -> new OfBoolean();
      default -> throw unknown(schema);
    };
  }

  private static RecordCodec<?> logical(Schema schema) {
    if (schema.getLogicalType() instanceof LogicalTypes.TimestampMillis) {
      return new OfInstant();
    }
    throw unknown(schema);
  }

  private static RecordCodec<?> union(Schema schema) {
    List<Schema> branches = schema.getTypes();
    if (branches.size() != 2 || branches.get(0).getType() != Type.NULL) {
      throw unknown(schema);
    }
    return new OfNullable(cast(of(branches.get(1))));
  }

  private static IllegalArgumentException unknown(Schema schema) {
    return new IllegalArgumentException("no codec for the schema " + schema);
  }

  private static Class<?> classOf(Schema schema) {
    return SpecificData.get().getClass(schema);
  }

  private static final class OfRecord extends RecordCodec<SpecificRecord> {
    private final Schema schema;
    private final Supplier<SpecificRecord> constructor;
    private final RecordCodec<Object>[] fields;

    @SuppressWarnings({"unchecked", "rawtypes"}) // An array of generic codecs.
    OfRecord(Schema schema) {
      this.schema = schema;
      this.constructor = Constructors.ofRecord(classOf(schema));
      this.fields =
          schema.getFields().stream()
              .map(field -> (RecordCodec<Object>) of(field.schema()))
              .toArray(RecordCodec[]::new);
    }

    @Override
    void write(SpecificRecord value, ByteOutput out) {
      for (int i = 0; i < fields.length; i++) {
        Object field = value.get(i);
        if (field == null && !(fields[i] instanceof OfNullable)) {
          throw new IllegalArgumentException(
              "expected a value in field "
                  + schema.getFields().get(i).name()
                  + " of "
                  + schema.getName()
                  + ", found none");
        }
        fields[i].write(field, out);
      }
    }

    @Override
    SpecificRecord read(ByteInput in) {
      SpecificRecord value = constructor.get();
      for (int i = 0; i < fields.length; i++) {
        value.put(i, fields[i].read(in));
      }
      return value;
    }
  }

  private static final class OfNullable extends RecordCodec<Object> {
    private final RecordCodec<Object> branch;

    OfNullable(RecordCodec<Object> branch) {
      this.branch = branch;
    }

    @Override
    void write(Object value, ByteOutput out) {
      out.int64(value == null ? 0 : 1);
      if (value != null) {
        branch.write(value, out);
      }
    }

    @Override
    Object read(ByteInput in) {
      int index = in.int32();
      return switch (index) {
        case 0 -> null;
        case 1 -> branch.read(in);
        default ->
            throw new IllegalArgumentException("expected branch 0 or 1 of a union, found " + index);
      };
    }
  }

  private static final class OfArray extends RecordCodec<Collection<?>> {
    private final RecordCodec<Object> items;

    OfArray(RecordCodec<Object> items) {
      this.items = items;
    }

    @Override
    void write(Collection<?> values, ByteOutput out) {
      if (!values.isEmpty()) {
        out.int64(values.size());
        for (Object value : values) {
          items.write(value, out);
        }
      }
      out.int64(0);
    }

    @Override
    List<Object> read(ByteInput in) {
      var values = new ArrayList<>();
      for (int block = in.block(); block > 0; block = in.block()) {
        values.ensureCapacity(values.size() + block);
        for (int i = 0; i < block; i++) {
          values.add(items.read(in));
        }
      }
      return values;
    }
  }

  private static final class OfEnum extends RecordCodec<Enum<?>> {
    private final Object[] symbols;

    OfEnum(Schema schema) {
      symbols = classOf(schema).getEnumConstants();
    }

    @Override
    void write(Enum<?> value, ByteOutput out) {
      out.int64(value.ordinal());
    }

    @Override
    Enum<?> read(ByteInput in) {
      int ordinal = in.int32();
      if (ordinal < 0 || ordinal >= symbols.length) {
        throw new IllegalArgumentException(
            "expected a symbol from 0 to " + (symbols.length - 1) + ", found " + ordinal);
      }
      return (Enum<?>) symbols[ordinal];
    }
  }

  private static final class OfFixed extends RecordCodec<GenericFixed> {
    private final Function<byte[], GenericFixed> constructor;
    private final int size;

    OfFixed(Schema schema) {
      constructor = Constructors.ofFixed(classOf(schema));
      size = schema.getFixedSize();
    }

    @Override
    void write(GenericFixed value, ByteOutput out) {
      if (value.bytes().length != size) {
        throw new IllegalArgumentException(
            "expected " + size + " bytes, found " + value.bytes().length);
      }
      out.fixed(value.bytes());
    }

    @Override
    GenericFixed read(ByteInput in) {
      return constructor.apply(in.fixed(size));
    }
  }

  private static final class OfString extends RecordCodec<CharSequence> {
    @Override
    void write(CharSequence value, ByteOutput out) {
      out.string(value.toString());
    }

    @Override
    String read(ByteInput in) {
      return in.string();
    }
  }

  private static final class OfBytes extends RecordCodec<ByteBuffer> {
    @Override
    void write(ByteBuffer value, ByteOutput out) {
      out.blob(value);
    }

    @Override
    ByteBuffer read(ByteInput in) {
      return in.blob();
    }
  }

  private static final class OfInstant extends RecordCodec<Instant> {
    @Override
    void write(Instant value, ByteOutput out) {
      out.int64(value.toEpochMilli());
    }

    @Override
    Instant read(ByteInput in) {
      return Instant.ofEpochMilli(in.int64());
    }
  }

  private static final class OfInt extends RecordCodec<Integer> {
    @Override
    void write(Integer value, ByteOutput out) {
      out.int64(value);
    }

    @Override
    Integer read(ByteInput in) {
      return in.int32();
    }
  }

  private static final class OfLong extends RecordCodec<Long> {
    @Override
    void write(Long value, ByteOutput out) {
      out.int64(value);
    }

    @Override
    Long read(ByteInput in) {
      return in.int64();
    }
  }

  private static final class OfDouble extends RecordCodec<Double> {
    @Override
    void write(Double value, ByteOutput out) {
      out.float64(value);
    }

    @Override
    Double read(ByteInput in) {
      return in.float64();
    }
  }

  private static final class OfBoolean extends RecordCodec<Boolean> {
    @Override
    void write(Boolean value, ByteOutput out) {
      out.raw(value ? 1 : 0);
    }

    @Override
    Boolean read(ByteInput in) {
      return in.raw() == 1;
    }
  }
}
