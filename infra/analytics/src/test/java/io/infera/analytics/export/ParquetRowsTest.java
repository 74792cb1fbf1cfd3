package io.infera.analytics.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.testing.Records;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.parquet.avro.AvroParquetReader;
import org.apache.parquet.io.LocalInputFile;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ParquetRowsTest {
  private static final Instant TIME = Instant.parse("2026-03-01T12:00:00.123Z");

  @TempDir private Path directory;

  static Stream<Topic<?>> topics() {
    return Topics.all().stream();
  }

  @ParameterizedTest
  @MethodSource("topics")
  void shouldKeepAllThatARecordSaysAndWhereItStands(Topic<?> topic) throws Exception {
    SpecificRecord record = sample(topic);

    GenericRecord row =
        written(topic, new Exported(topic.name(), 3, 17, TIME.toEpochMilli(), record));

    for (Schema.Field field : record.getSchema().getFields()) {
      assertThat(GenericData.get().toString(row.get(field.name())))
          .as(field.name())
          .isEqualTo(GenericData.get().toString(record.get(field.pos())));
    }
    assertThat(row.get("log_time")).isEqualTo(TIME);
    assertThat(row.get("log_partition")).isEqualTo(3);
    assertThat(row.get("log_offset")).isEqualTo(17L);
  }

  private static SpecificRecord sample(Topic<?> topic) {
    return Records.all().stream().filter(topic.valueType()::isInstance).findFirst().orElseThrow();
  }

  private GenericRecord written(Topic<?> topic, Exported record) throws IOException {
    Path file = directory.resolve("rows.parquet");
    var path = new org.apache.flink.core.fs.Path(file.toUri());
    try (FSDataOutputStream out = path.getFileSystem().create(path, WriteMode.NO_OVERWRITE)) {
      BulkWriter<Exported> writer = new ParquetRows(topic.name()).create(out);
      writer.addElement(record);
      writer.finish();
    }
    List<GenericRecord> rows;
    try (var reader =
        AvroParquetReader.<GenericRecord>builder(new LocalInputFile(file))
            .withDataModel(ExportSchema.model())
            .build()) {
      rows = Stream.of(reader.read()).toList();
      assertThat(reader.read()).isNull();
    }
    return rows.get(0);
  }
}
