package io.infera.infra.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.infera.event.Digest;
import io.infera.event.ModelPolicy;
import io.infera.infra.topics.RecordJson;
import io.infera.schemas.canonical.Hex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * Reads model policies from files: a JSON object each, fields named as in the schema ModelPolicy,
 * digests in hexadecimal. What is left out has the schema's default, but for what the schema must
 * leave to policies that are older than the field: a target of 0.001 for the error, and audits of 1
 * % to 10 %.
 */
public final class ModelPolicies {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, Integer> DEFAULTS =
      Map.of("targetErrorPpm", 1_000, "auditPpm", 10_000, "auditNewcomerPpm", 100_000);

  private ModelPolicies() {}

  /** All policies of a directory (*.json), by file name. */
  public static List<ModelPolicy> readAll(Path directory) {
    try (var files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .sorted(Comparator.naturalOrder())
          .map(ModelPolicies::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + directory, e);
    }
  }

  /**
   * Reads one file.
   *
   * @throws LocalNetworkException when a field is missing, unknown or of another type
   */
  public static ModelPolicy read(Path file) {
    JsonNode json;
    try {
      json = JSON.readTree(file.toFile());
    } catch (IOException e) {
      throw new LocalNetworkException("cannot read " + file + ": " + e.getMessage(), e);
    }
    return (ModelPolicy) record(file, "", ModelPolicy.getClassSchema(), json);
  }

  /** Writes a policy as a file that is read the same, without the fields that are null. */
  public static void write(Path file, ModelPolicy policy) {
    ObjectNode json = RecordJson.of(policy);
    json.properties().removeIf(field -> field.getValue().isNull());
    try {
      Files.writeString(
          file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private static Object record(Path file, String path, Schema schema, JsonNode json) {
    List<String> fields = new ArrayList<>();
    var record = (SpecificRecord) SpecificData.get().newRecord(null, schema);
    for (Schema.Field field : schema.getFields()) {
      fields.add(field.name());
      JsonNode value = json.get(field.name());
      record.put(
          field.pos(),
          value == null
              ? absent(file, path, field)
              : value(file, path + field.name(), field.schema(), value));
    }
    for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!fields.contains(name)) {
        throw new LocalNetworkException(
            file + ": unknown field '" + path + name + "'; known are " + fields);
      }
    }
    return record;
  }

  private static Object absent(Path file, String path, Schema.Field field) {
    if (!field.hasDefaultValue()) {
      throw new LocalNetworkException(file + ": the field " + path + field.name() + " is missing");
    }
    Integer ours = path.isEmpty() ? DEFAULTS.get(field.name()) : null;
    return ours == null ? SpecificData.get().getDefaultValue(field) : ours;
  }

  private static Object value(Path file, String path, Schema schema, JsonNode json) {
    boolean fits =
        switch (schema.getType()) {
          case UNION -> true;
          case RECORD -> json.isObject();
          case ARRAY -> json.isArray();
          case STRING -> json.isTextual();
          case FIXED -> json.isTextual() && json.textValue().matches("[0-9a-f]{64}");
          case INT -> json.canConvertToInt() && json.isIntegralNumber();
          case LONG -> json.isIntegralNumber() && json.canConvertToLong();
          case DOUBLE -> json.isNumber();
          default -> false;
        };
    if (!fits) {
      throw new LocalNetworkException(
          "%s: %s should be %s, found %s".formatted(file, path, schema.getType().getName(), json));
    }
    return switch (schema.getType()) {
      case UNION -> json.isNull() ? null : value(file, path, schema.getTypes().get(1), json);
      case RECORD -> record(file, path + ".", schema, json);
      case ARRAY -> {
        List<Object> items = new ArrayList<>();
        json.forEach(item -> items.add(value(file, path, schema.getElementType(), item)));
        yield items;
      }
      case STRING -> json.textValue();
      case FIXED -> new Digest(Hex.decode(json.textValue()));
      case INT -> json.intValue();
      case LONG -> json.longValue();
      default -> json.doubleValue();
    };
  }
}
