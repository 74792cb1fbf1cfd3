package io.infera.analytics.export;

import io.infera.schemas.catalog.Topic;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.formats.parquet.ParquetWriterFactory;
import org.apache.parquet.avro.AvroParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Writes the records of one topic into Parquet files. */
final class ParquetRows implements BulkWriter.Factory<Exported> {
  private static final long serialVersionUID = 1L;

  private final String topic;

  ParquetRows(String topic) {
    this.topic = topic;
  }

  @Override
  public BulkWriter<Exported> create(FSDataOutputStream out) throws IOException {
    Topic<?> known = ExportParameters.topic(topic);
    Schema schema = ExportSchema.of(known);
    BulkWriter<GenericRecord> rows =
        new ParquetWriterFactory<GenericRecord>(
                file ->
                    AvroParquetWriter.<GenericRecord>builder(file)
                        .withSchema(schema)
                        .withDataModel(ExportSchema.model())
                        .withCompressionCodec(CompressionCodecName.ZSTD)
                        .build())
            .create(out);
    return new BulkWriter<>() {
      @Override
      public void addElement(Exported element) throws IOException {
        rows.addElement(ExportSchema.row(schema, element));
      }

      @Override
      public void flush() throws IOException {
        rows.flush();
      }

      @Override
      public void finish() throws IOException {
        rows.finish();
      }
    };
  }
}
