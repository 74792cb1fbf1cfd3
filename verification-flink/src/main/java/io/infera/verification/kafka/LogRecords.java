package io.infera.verification.kafka;

import io.infera.verification.stream.InputTopic;
import io.infera.verification.stream.LogHeader;
import io.infera.verification.stream.LogRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;

/** Kafka's records as those of the log. Bytes are not looked at here. */
public final class LogRecords {
  private LogRecords() {}

  /**
   * A record as it stands in the log.
   *
   * @throws IllegalStateException when its time is not the broker's: a producer's own clock must
   *     never decide a deadline, so better to stop than to judge by it
   */
  public static LogRecord of(ConsumerRecord<byte[], byte[]> record) {
    requireBrokerTime(record);
    return new LogRecord(
        InputTopic.named(record.topic()),
        record.partition(),
        record.offset(),
        record.timestamp(),
        record.key(),
        record.value(),
        LogHeader.of(record.headers()));
  }

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
}
