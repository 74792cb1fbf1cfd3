package io.infera.schemas.canonical;

import io.infera.event.Digest;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * The canonical digest of any record of the contract: its name, then every field that differs from
 * its default, as name and value, in the schema's order. Because defaults are left out, a field
 * that is added later with a default does not change the digest of a record that does not use it.
 */
final class RecordHash {
  private static final byte[] END = CanonicalHash.field("");

  private static final ClassValue<Plan> PLANS =
      new ClassValue<>() {
        @Override
        protected Plan computeValue(Class<?> type) {
          return Plan.of(SpecificData.get().getSchema(type));
        }
      };

  /** How a kind of record is hashed; names as they are hashed. */
  private record Plan(byte[] name, Field[] fields) {
    static Plan of(Schema schema) {
      return new Plan(
          CanonicalHash.field(schema.getFullName()),
          schema.getFields().stream().map(Field::of).toArray(Field[]::new));
    }
  }

  private record Field(
      String name, byte[] hashed, int position, boolean hasDefault, Object byDefault) {
    static Field of(Schema.Field field) {
      boolean hasDefault = field.hasDefaultValue();
      Object byDefault = hasDefault ? SpecificData.get().getDefaultValue(field) : null;
      return new Field(
          field.name(), CanonicalHash.field(field.name()), field.pos(), hasDefault, byDefault);
    }
  }

  private RecordHash() {}

  static Digest of(SpecificRecord record) {
    return of(record, Set.of());
  }

  /** The digest of a record without some of its fields, for instance its signature. */
  static Digest of(SpecificRecord record, Set<String> without) {
    CanonicalHash hash = CanonicalHash.of("infera/record/v1");
    add(hash, record, without);
    return hash.finish();
  }

  private static void add(CanonicalHash hash, SpecificRecord record, Set<String> without) {
    Plan plan = PLANS.get(record.getClass());
    hash.raw(plan.name());
    for (Field field : plan.fields()) {
      Object value = record.get(field.position());
      if (field.hasDefault() && isDefault(field, value) || without.contains(field.name())) {
        continue;
      }
      hash.raw(field.hashed());
      add(hash, value);
    }
    hash.raw(END);
  }

  private static boolean isDefault(Field field, Object value) {
    if (value instanceof Collection<?> items) {
      return items.isEmpty();
    }
    return Objects.equals(field.byDefault(), value);
  }

  private static void add(CanonicalHash hash, Object value) {
    if (value == null) {
      hash.bool(false);
    } else if (value instanceof SpecificRecord record) {
      add(hash, record, Set.of());
    } else if (value instanceof Collection<?> items) {
      hash.int32(items.size());
      for (Object item : items) {
        add(hash, item);
      }
    } else {
      addScalar(hash, value);
    }
  }

  private static void addScalar(CanonicalHash hash, Object value) {
    if (value instanceof CharSequence || value instanceof Enum<?>) {
      hash.string(value.toString());
    } else if (value instanceof Integer number) {
      hash.int32(number);
    } else if (value instanceof Long number) {
      hash.int64(number);
    } else if (value instanceof Instant instant) {
      hash.int64(instant.toEpochMilli());
    } else if (value instanceof Double number) {
      hash.float64(number);
    } else if (value instanceof Boolean flag) {
      hash.bool(flag);
    } else if (value instanceof GenericFixed fixed) {
      hash.bytes(fixed.bytes());
    } else if (value instanceof ByteBuffer buffer) {
      hash.bytes(buffer);
    } else {
      throw new IllegalArgumentException("no canonical form for a " + value.getClass().getName());
    }
  }
}
