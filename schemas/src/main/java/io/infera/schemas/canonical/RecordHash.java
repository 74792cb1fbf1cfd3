package io.infera.schemas.canonical;

import io.infera.event.Digest;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
  private static final Map<Class<?>, List<Field>> PLANS = new ConcurrentHashMap<>();

  private record Field(String name, int position, boolean hasDefault, Object byDefault) {}

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
    hash.string(record.getSchema().getFullName());
    for (Field field : PLANS.computeIfAbsent(record.getClass(), type -> plan(record.getSchema()))) {
      Object value = record.get(field.position());
      if (without.contains(field.name()) || field.hasDefault() && isDefault(field, value)) {
        continue;
      }
      hash.string(field.name());
      add(hash, value);
    }
    hash.string("");
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
      items.forEach(item -> add(hash, item));
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
      hash.bytes(Vectors.bytes(buffer));
    } else {
      throw new IllegalArgumentException("no canonical form for a " + value.getClass().getName());
    }
  }

  private static List<Field> plan(Schema schema) {
    var fields = new ArrayList<Field>();
    for (Schema.Field field : schema.getFields()) {
      boolean hasDefault = field.hasDefaultValue();
      Object byDefault = hasDefault ? SpecificData.get().getDefaultValue(field) : null;
      fields.add(new Field(field.name(), field.pos(), hasDefault, byDefault));
    }
    return List.copyOf(fields);
  }
}
