package io.infera.verification.stream;

import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Sends each record where it is judged: those keyed by request out of the main output, those keyed
 * by node out of {@link #NODES}. What {@link RecordGate} refuses ends as a dead letter.
 */
public final class Router extends ProcessFunction<LogRecord, LogRecord> {
  /** Registrations, heartbeats and stakes. */
  public static final OutputTag<LogRecord> NODES = new OutputTag<>("nodes", LogRecordWire.TYPE);

  private static final long serialVersionUID = 1L;

  private final EnumMap<InputTopic, Integer> partitions;
  private transient RecordGate gate;
  private transient Counters counters;

  /**
   * @param partitions how many partitions each topic has
   */
  public Router(Map<InputTopic, Integer> partitions) {
    this.partitions = new EnumMap<>(partitions);
  }

  @Override
  public void open(OpenContext context) {
    gate = new RecordGate(partitions);
    counters = new Counters(getRuntimeContext().getMetricGroup());
  }

  @Override
  public void processElement(LogRecord record, Context context, Collector<LogRecord> out) {
    try {
      gate.check(record);
    } catch (Refusal refusal) {
      counters.refused(refusal);
      context.output(Letters.TAG, Letter.of(record, refusal));
      return;
    }
    if (record.topic().keyedByRequest()) {
      out.collect(record);
    } else {
      context.output(NODES, record);
    }
  }
}
