package io.infera.analytics.export;

import io.infera.schemas.catalog.Topic;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificData;

/**
 * Rows of a topic's files: the fields of its records, and behind them where a record stands, under
 * the names that the SQL tables have.
 *
 * <p>Files bear the schema of the export that wrote them. Fields that a later one adds are missing
 * in older files, so read them by name and as a union; what a record lacks because its writer was
 * older has the schema's default.
 */
final class ExportSchema {
  static final String TIME = "log_time";
  static final String PARTITION = "log_partition";
  static final String OFFSET = "log_offset";

  private ExportSchema() {}

  static Schema of(Topic<?> topic) {
    Schema value = topic.schema();
    List<Schema.Field> fields = new ArrayList<>();
    value.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
    fields.add(
        field(
            TIME,
            LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG)),
            "The log's time of the record."));
    fields.add(field(PARTITION, Schema.create(Schema.Type.INT), "Partition where it stands."));
    fields.add(field(OFFSET, Schema.create(Schema.Type.LONG), "Its offset there."));
    return Schema.createRecord(
        value.getName() + "Row", value.getDoc(), value.getNamespace() + ".export", false, fields);
  }

  /** How values of rows are written and read: as the generated classes have them. */
  static SpecificData model() {
    var model = new SpecificData();
    model.addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
    return model;
  }

  private static Schema.Field field(String name, Schema schema, String doc) {
    return new Schema.Field(name, schema, doc);
  }

  /** One row; the record's own values are taken as they are. */
  static GenericRecord row(Schema schema, Exported record) {
    var row = new GenericData.Record(schema);
    int fields = record.value().getSchema().getFields().size();
    for (int i = 0; i < fields; i++) {
      row.put(i, record.value().get(i));
    }
    row.put(TIME, java.time.Instant.ofEpochMilli(record.time()));
    row.put(PARTITION, record.partition());
    row.put(OFFSET, record.offset());
    return row;
  }
}
