package io.infera.verification.kafka;

import io.infera.verification.stream.LogRecord;
import io.infera.verification.stream.LogRecordWire;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Keeps a record as it stands in the log. Bytes are not looked at here, so there are none that
 * could stop the source.
 */
final class LogRecordDeserializer implements KafkaRecordDeserializationSchema<LogRecord> {
  private static final long serialVersionUID = 1L;

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<LogRecord> out) {
    out.collect(LogRecords.of(record));
  }

  @Override
  public TypeInformation<LogRecord> getProducedType() {
    return LogRecordWire.TYPE;
  }
}
