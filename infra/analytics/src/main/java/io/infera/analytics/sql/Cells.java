package io.infera.analytics.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.types.Row;

/**
 * Values of a result as people and programs read them: times in ISO 8601 (all are UTC), bytes in
 * hexadecimal, as {@code infera read} shows them.
 */
final class Cells {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Cells() {}

  /** For a table of text. */
  static String text(Object value, LogicalType type) {
    JsonNode node = json(value, type);
    return node.isNull() ? "" : node.isValueNode() ? node.asText() : node.toString();
  }

  static JsonNode json(Object value, LogicalType type) {
    if (value == null) {
      return NODES.nullNode();
    }
    if (value instanceof Row row) {
      return row(row, (RowType) type);
    }
    if (type instanceof ArrayType array) {
      return array(value, array.getElementType());
    }
    return scalar(value);
  }

  private static ObjectNode row(Row row, RowType type) {
    ObjectNode object = NODES.objectNode();
    List<RowType.RowField> fields = type.getFields();
    for (int i = 0; i < fields.size(); i++) {
      object.set(fields.get(i).getName(), json(row.getField(i), fields.get(i).getType()));
    }
    return object;
  }

  private static ArrayNode array(Object value, LogicalType type) {
    ArrayNode array = NODES.arrayNode();
    for (int i = 0; i < Array.getLength(value); i++) {
      array.add(json(Array.get(value, i), type));
    }
    return array;
  }

  private static JsonNode scalar(Object value) {
    if (value instanceof byte[] bytes) {
      return NODES.textNode(HexFormat.of().formatHex(bytes));
    }
    if (value instanceof LocalDateTime time) {
      return NODES.textNode(time.toInstant(ZoneOffset.UTC).toString());
    }
    if (value instanceof Boolean flag) {
      return NODES.booleanNode(flag);
    }
    if (value instanceof Integer || value instanceof Long) {
      return NODES.numberNode(((Number) value).longValue());
    }
    if (value instanceof BigDecimal number) {
      return NODES.numberNode(number);
    }
    return value instanceof Double number
        ? NODES.numberNode(number)
        : NODES.textNode(value.toString());
  }
}
