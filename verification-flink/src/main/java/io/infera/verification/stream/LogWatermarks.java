package io.infera.verification.stream;

import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * The watermark of one partition: just below the running maximum of its records' times, for an
 * equal time may follow. Kafka's source runs one for each partition and takes the least of them.
 *
 * <p>Emitted at each tick and at each 20 ms of progress: by the log alone, never by a clock, and
 * rarely enough not to burden the channels.
 */
public final class LogWatermarks implements WatermarkGenerator<LogRecord> {
  private static final long STEP_MILLIS = 20;

  private long highest = Long.MIN_VALUE + 1;
  private long emitted = Long.MIN_VALUE;

  public static WatermarkStrategy<LogRecord> strategy() {
    return WatermarkStrategy.<LogRecord>forGenerator(context -> new LogWatermarks())
        .withTimestampAssigner((record, timestamp) -> record.time());
  }

  @Override
  public void onEvent(LogRecord record, long timestamp, WatermarkOutput output) {
    highest = Math.max(highest, record.time());
    boolean far = emitted == Long.MIN_VALUE || highest - emitted > STEP_MILLIS;
    if (record.isTick() || far) {
      emitted = highest - 1;
      output.emitWatermark(new Watermark(emitted));
    }
  }

  @Override
  public void onPeriodicEmit(WatermarkOutput output) {
    // Time is what the log says, not what has passed here.
  }
}
