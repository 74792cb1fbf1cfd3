package io.infera.verification.replay;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.maxBy;

import io.infera.verification.Sources;
import io.infera.verification.stream.InputTopic;
import io.infera.verification.stream.LogRecord;
import io.infera.verification.stream.LogRecordWire;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A log in memory, in the order in which it is to be read: each partition in offset order, the
 * partitions interleaved in any way.
 */
public final class ListSources implements Sources {
  private final List<LogRecord> log;
  private final Map<InputTopic, Integer> partitions;

  public ListSources(List<LogRecord> log, Map<InputTopic, Integer> partitions) {
    this.log = List.copyOf(log);
    this.partitions = Map.copyOf(partitions);
  }

  @Override
  public DataStream<LogRecord> read(StreamExecutionEnvironment environment) {
    int known = ends().size();
    return environment
        .fromData(log, LogRecordWire.TYPE)
        .setParallelism(1)
        .assignTimestampsAndWatermarks(
            WatermarkStrategy.<LogRecord>forGenerator(context -> new LeastOf(known))
                .withTimestampAssigner((record, time) -> record.time()))
        .setParallelism(1);
  }

  @Override
  public Map<InputTopic, Integer> partitions() {
    return partitions;
  }

  @Override
  public long horizon() {
    return ends().values().stream().mapToLong(Long::longValue).min().orElse(0) - 1;
  }

  private Map<String, Long> ends() {
    Map<String, Long> ends = new HashMap<>();
    log.stream()
        .collect(
            groupingBy(
                LeastOf::partition, mapping(LogRecord::time, maxBy(Comparator.naturalOrder()))))
        .forEach((partition, time) -> time.ifPresent(last -> ends.put(partition, last)));
    return ends;
  }

  /** Just below the least of all partitions' times, once each was heard of. */
  private static final class LeastOf implements WatermarkGenerator<LogRecord> {
    private final int known;
    private final Map<String, Long> times = new HashMap<>();

    LeastOf(int known) {
      this.known = known;
    }

    static String partition(LogRecord record) {
      return record.topic() + "-" + record.partition();
    }

    @Override
    public void onEvent(LogRecord record, long timestamp, WatermarkOutput output) {
      times.merge(partition(record), record.time(), Math::max);
      if (times.size() == known) {
        long least = times.values().stream().mapToLong(Long::longValue).min().orElseThrow();
        output.emitWatermark(new Watermark(least - 1));
      }
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
      // Time is what the log says.
    }
  }
}
