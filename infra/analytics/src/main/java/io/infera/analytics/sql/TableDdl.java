package io.infera.analytics.sql;

import io.infera.schemas.catalog.Cleanup;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.Topics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.flink.formats.avro.typeutils.AvroSchemaConverter;
import org.apache.flink.table.types.logical.RowType;

/**
 * Flink tables of the catalogue's topics. Columns, types and keys follow from the catalogue and its
 * schemas, so they cannot drift; whoever adds a field to a schema adds a column.
 *
 * <p>The schema is part of each table: without it Flink would derive one from the columns, and read
 * neither enumerations nor digests. Times are {@code TIMESTAMP(3)} in UTC, digests {@code
 * VARBINARY}. Beside its own columns a table has {@code log_time}, {@code log_partition} and {@code
 * log_offset}: where a record stands, and when it was written there.
 */
public final class TableDdl {
  /** Columns of a record's place: name, and type, metadata and role behind it. */
  private static final String PLACE =
      """
        `log_time` TIMESTAMP_LTZ(3) NOT NULL METADATA FROM 'timestamp' VIRTUAL,
        `log_partition` INT NOT NULL METADATA FROM 'partition' VIRTUAL,
        `log_offset` BIGINT NOT NULL METADATA FROM 'offset' VIRTUAL""";

  private static final String WATERMARK =
      "  WATERMARK FOR `log_time` AS `log_time` - INTERVAL '5' SECOND";

  private final Connection connection;
  private final Mode mode;
  private final String format;

  /**
   * @param format identifier of the values' format, which takes the options of avro-confluent
   */
  TableDdl(Connection connection, Mode mode, String format) {
    this.connection = connection;
    this.mode = mode;
    this.format = format;
  }

  /** For any Flink with its Kafka connector and its format avro-confluent. */
  public static TableDdl standard(Connection connection, Mode mode) {
    return new TableDdl(connection, mode, "avro-confluent");
  }

  /** Statements that make a table, or a view, of each topic of the catalogue. */
  public List<String> all() {
    return Topics.all().stream().flatMap(topic -> of(topic).stream()).toList();
  }

  /** Statements that make views of what stands inside records; the tables must be there. */
  public static List<String> views() {
    return Statements.of(Statements.resource("views.sql"));
  }

  /** The name of a topic's table: the topic's, without the network's prefix. */
  public static String name(Topic<?> topic) {
    return topic.name().replace("infera.", "").replace('-', '_');
  }

  /** Statements that make one topic's table. */
  public List<String> of(Topic<?> topic) {
    if (topic.cleanup() != Cleanup.COMPACT) {
      return List.of(log(topic, name(topic)));
    }
    return mode == Mode.FOLLOWING ? List.of(upsert(topic)) : latest(topic);
  }

  private String log(Topic<?> topic, String name) {
    Map<String, String> options = source(topic);
    options.putAll(values(topic));
    return table(name, topic.doc(), columns(topic) + ",\n" + PLACE + ",\n" + WATERMARK, options);
  }

  /** A key of several columns stands in one of its own, since the connector wants it as bytes. */
  private String upsert(Topic<?> topic) {
    boolean joined = keyColumns(topic).size() > 1;
    Map<String, String> options = common(topic, "upsert-kafka");
    options.put("key.format", "raw");
    if (joined) {
      options.put("value.fields-include", "EXCEPT_KEY");
    }
    options.putAll(values(topic));
    String own = joined ? "  `key` STRING COMMENT %s,\n".formatted(literal(topic.key())) : "";
    String key = "  PRIMARY KEY (%s) NOT ENFORCED".formatted(quoted(joined ? "key" : topic.key()));
    return table(
        name(topic), topic.doc(), own + columns(topic) + ",\n" + PLACE + ",\n" + key, options);
  }

  private static List<String> keyColumns(Topic<?> topic) {
    return List.of(topic.key().split("/"));
  }

  /**
   * The log; its keys, which know of deletions too; and of each key the last record, unless that is
   * a deletion.
   */
  private List<String> latest(Topic<?> topic) {
    String log = name(topic) + "_log";
    String keys = name(topic) + "_keys";
    Map<String, String> raw = source(topic);
    raw.putAll(
        Map.of(
            "key.format", "raw",
            "key.fields", "key",
            "value.format", "raw",
            "value.fields-include", "EXCEPT_KEY"));
    String view =
        """
        CREATE TEMPORARY VIEW %s AS
        SELECT l.* FROM %s l
        JOIN (SELECT `key`, `log_partition`, MAX(`log_offset`) AS `log_offset` FROM %s GROUP BY `key`, `log_partition`) k
        ON %s = k.`key` AND l.`log_partition` = k.`log_partition` AND l.`log_offset` = k.`log_offset`"""
            .formatted(quoted(name(topic)), quoted(log), quoted(keys), key(topic));
    return List.of(
        log(topic, log),
        table(keys, "Keys of " + topic.name(), "  `key` STRING,\n  `value` BYTES,\n" + PLACE, raw),
        view);
  }

  /** The record's key, made of the columns that it consists of. */
  private static String key(Topic<?> topic) {
    return keyColumns(topic).stream()
        .map(column -> "l." + quoted(column))
        .collect(Collectors.joining(" || '/' || "));
  }

  private static String table(
      String name, String comment, String columns, Map<String, String> options) {
    var text = new StringBuilder();
    text.append("CREATE TEMPORARY TABLE %s (\n%s\n)".formatted(quoted(name), columns));
    text.append(" COMMENT %s WITH (\n".formatted(literal(comment)));
    var lines = new ArrayList<String>();
    options.forEach((key, value) -> lines.add("  " + literal(key) + " = " + literal(value)));
    return text.append(String.join(",\n", lines)).append("\n)").toString();
  }

  private static String columns(Topic<?> topic) {
    // Flink's own rule from Avro's types to SQL's: its format accepts no other.
    RowType row =
        (RowType) AvroSchemaConverter.convertToDataType(topic.schema().toString()).getLogicalType();
    var columns = new ArrayList<String>();
    for (RowType.RowField field : row.getFields()) {
      Schema.Field declared = topic.schema().getField(field.getName());
      String type =
          field
              .getType()
              .asSerializableString()
              .replace("VARCHAR(2147483647)", "STRING")
              .replace("VARBINARY(2147483647)", "BYTES");
      String comment = declared.doc() == null ? "" : " COMMENT " + literal(declared.doc());
      columns.add("  " + quoted(field.getName()) + " " + type + comment);
    }
    return String.join(",\n", columns);
  }

  private Map<String, String> source(Topic<?> topic) {
    Map<String, String> options = common(topic, "kafka");
    options.put("scan.startup.mode", "earliest-offset");
    if (mode == Mode.BOUNDED) {
      options.put("scan.bounded.mode", "latest-offset");
    }
    return options;
  }

  private Map<String, String> common(Topic<?> topic, String connector) {
    var options = new LinkedHashMap<String, String>();
    options.put("connector", connector);
    options.put("topic", topic.name());
    new TreeMap<>(connection.kafka())
        .forEach((key, value) -> options.put("properties." + key, value));
    // Settlements stand in transactions.
    options.put("properties.isolation.level", "read_committed");
    return options;
  }

  private Map<String, String> values(Topic<?> topic) {
    var options = new LinkedHashMap<String, String>();
    options.put("value.format", format);
    options.put("value." + format + ".url", connection.registryUrl());
    options.put("value." + format + ".schema", SchemaText.withoutDocs(topic.schema()));
    return options;
  }

  private static String quoted(String name) {
    return '`' + name + '`';
  }

  private static String literal(String text) {
    return '\'' + text.replace("'", "''") + '\'';
  }
}
