package io.infera.verification.stream;

import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Stamps each record with its partition's time and drops the ticks, which have done their work by
 * then. Chained to the source, so it sees each partition whole and in order.
 *
 * <p>The times are union state: after a restart a partition may be read by another subtask, and
 * each takes the latest of all. The source's watermark is the broker's time and starts anew, from
 * what is read after the restart; it is held back here to the least time of the partitions that it
 * was made from, so that it is never ahead of partition time. Being late costs only latency.
 *
 * <p>The end of an input is not the passing of time. The watermark that Flink sends at the end of a
 * bounded or drained source would fire every open deadline, so it is held at the horizon: never, or
 * in a replay the time up to which all partitions were read.
 */
public final class PartitionTime extends AbstractStreamOperator<LogRecord>
    implements OneInputStreamOperator<LogRecord, LogRecord> {
  /** No end: time is what the records say. */
  public static final long NO_HORIZON = Long.MAX_VALUE;

  private static final long serialVersionUID = 1L;

  private final long horizon;
  private transient PartitionClock clock;

  /** Read by the reporter's thread too, as is the next. */
  private transient volatile long reached;

  private transient volatile long behind;
  private transient ListState<byte[]> times;

  public PartitionTime(long horizon) {
    this.horizon = horizon;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    clock = new PartitionClock();
    reached = Long.MIN_VALUE;
    times = KeyGroups.pieces(context.getOperatorStateStore(), Uids.PARTITION_TIMES_STATE);
    for (byte[] snapshot : times.get()) {
      clock.merge(snapshot);
    }
  }

  /**
   * Tells how far the watermark is behind the clock on the wall, and how far the partitions' time
   * is behind the broker's, which it is behind an outage. No clock decides anything here.
   */
  @Override
  public void open() throws Exception {
    super.open();
    MetricGroup own = getMetricGroup().addGroup("infera");
    own.gauge(
        "watermarkLagMillis",
        () -> reached == Long.MIN_VALUE ? 0 : Math.max(0, System.currentTimeMillis() - reached));
    own.gauge("timeBehindMillis", () -> behind);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    times.update(List.of(clock.snapshot()));
  }

  @Override
  public void processElement(StreamRecord<LogRecord> element) {
    LogRecord read = element.getValue();
    long time = clock.advance(read.topic(), read.partition(), read.time());
    if (!read.isTick()) {
      output.collect(new StreamRecord<>(read.at(time), time));
    }
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    boolean endOfInput = mark.getTimestamp() == Long.MAX_VALUE;
    if (endOfInput && horizon == NO_HORIZON) {
      return;
    }
    // An equal time may follow from the partition that is last.
    long time = Math.min(Math.min(mark.getTimestamp(), horizon), clock.least() - 1);
    behind = clock.mostBehind();
    if (time > reached) {
      reached = time;
      super.processWatermark(new Watermark(time));
    }
  }
}
