package io.infera.verification.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.schemas.catalog.RequestKey;
import io.infera.verification.domain.Routing;
import io.infera.verification.stream.Refusal.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Sends each record where it is judged: those keyed by request out of the main output, those keyed
 * by node out of {@link #NODES}. What could not be keyed ends as a dead letter. A record in a
 * partition that its key does not belong to is refused, too: the order of a request's records is
 * that of one partition.
 */
public final class Router extends ProcessFunction<LogRecord, LogRecord> {
  /** Registrations, heartbeats and stakes. */
  public static final OutputTag<LogRecord> NODES = new OutputTag<>("nodes", LogRecordWire.TYPE);

  private static final long serialVersionUID = 1L;
  private static final int LONGEST_KEY = 256;

  private final EnumMap<InputTopic, Integer> partitions;
  private transient Counters counters;

  /**
   * @param partitions how many partitions each topic has
   */
  public Router(Map<InputTopic, Integer> partitions) {
    this.partitions = new EnumMap<>(partitions);
  }

  @Override
  public void open(OpenContext context) {
    counters = new Counters(getRuntimeContext().getMetricGroup());
  }

  @Override
  public void processElement(LogRecord record, Context context, Collector<LogRecord> out) {
    try {
      check(record);
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

  private void check(LogRecord record) {
    if (record.key() == null || record.value() == null) {
      throw new Refusal(
          Reason.INCOMPLETE,
          "expected key and value, found " + (record.key() == null ? "no key" : "no value"));
    }
    String key = text(record.key());
    if (record.topic().keyedByRequest()) {
      requireRequestKey(key);
    }
    int belongs = Routing.partition(key, partitions.get(record.topic()));
    if (belongs != record.partition()) {
      throw new Refusal(
          Reason.MISROUTED,
          "expected " + key + " in partition " + belongs + ", found it in " + record.partition());
    }
  }

  private static String text(byte[] key) {
    if (key.length > LONGEST_KEY) {
      throw new Refusal(
          Reason.BAD_KEY,
          "expected a key of at most " + LONGEST_KEY + " bytes, found " + key.length);
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
    } catch (CharacterCodingException e) {
      throw new Refusal(Reason.BAD_KEY, "expected a key in UTF-8", e);
    }
  }

  private static void requireRequestKey(String key) {
    try {
      RequestKey.parse(key);
    } catch (IllegalArgumentException e) {
      throw new Refusal(Reason.BAD_KEY, e.getMessage(), e);
    }
  }
}
