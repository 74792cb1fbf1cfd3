package io.infera.verification.kafka;

import io.infera.verification.stream.InputTopic;
import io.infera.verification.stream.LogHeader;
import io.infera.verification.stream.LogRecord;
import io.infera.verification.stream.LogRecordWire;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;

/**
 * Keeps a record as it stands in the log. Bytes are not looked at here, so there are none that
 * could stop the source.
 */
final class LogRecordDeserializer implements KafkaRecordDeserializationSchema<LogRecord> {
  private static final long serialVersionUID = 1L;

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<LogRecord> out) {
    requireBrokerTime(record);
    out.collect(
        new LogRecord(
            InputTopic.named(record.topic()),
            record.partition(),
            record.offset(),
            record.timestamp(),
            record.key(),
            record.value(),
            LogHeader.of(record.headers())));
  }

  /** A producer's own clock must never decide a deadline: better to stop than to judge by it. */
  private static void requireBrokerTime(ConsumerRecord<byte[], byte[]> record) {
    if (record.timestampType() != TimestampType.LOG_APPEND_TIME) {
      throw new IllegalStateException(
          "expected "
              + record.topic()
              + " with message.timestamp.type=LogAppendTime, found "
              + record.timestampType()
              + " at offset "
              + record.offset()
              + " of partition "
              + record.partition()
              + "; alter the topic's configuration and move the job's start behind that offset");
    }
  }

  @Override
  public TypeInformation<LogRecord> getProducedType() {
    return LogRecordWire.TYPE;
  }
}
