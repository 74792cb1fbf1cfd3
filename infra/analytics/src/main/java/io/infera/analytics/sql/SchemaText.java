package io.infera.analytics.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.avro.Schema;

/** A schema as short as it can be and still reads what older schemas wrote. */
final class SchemaText {
  private static final ObjectMapper JSON = new ObjectMapper();

  private SchemaText() {}

  /** Its JSON with defaults and logical types, without what is said to people. */
  static String withoutDocs(Schema schema) {
    try {
      JsonNode tree = JSON.readTree(schema.toString());
      tree.findParents("doc").forEach(node -> ((ObjectNode) node).remove("doc"));
      return tree.toString();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Avro wrote a schema that is no JSON", e);
    }
  }
}
