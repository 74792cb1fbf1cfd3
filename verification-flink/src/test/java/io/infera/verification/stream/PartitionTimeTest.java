package io.infera.verification.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class PartitionTimeTest {
  private static final byte[] BYTES = "x".getBytes(UTF_8);

  @Test
  void shouldStampTheRunningMaximumOfEachPartition() throws Exception {
    try (var harness = harness(PartitionTime.NO_HORIZON)) {
      harness.open();
      read(harness, record(0, 100), record(1, 50), record(0, 90), record(1, 60), record(0, 101));

      assertThat(times(harness)).containsExactly(100L, 50L, 100L, 60L, 101L);
    }
  }

  @Test
  void shouldAdvanceByTicksAndDropThem() throws Exception {
    try (var harness = harness(PartitionTime.NO_HORIZON)) {
      harness.open();
      read(harness, tick(0, 200), record(0, 150), tick(0, 300));

      assertThat(times(harness)).containsExactly(200L);
    }
  }

  @Test
  void shouldKeepTheMaximumOverARestart() throws Exception {
    OperatorSubtaskState state;
    try (var harness = harness(PartitionTime.NO_HORIZON)) {
      harness.open();
      read(harness, tick(0, 200), tick(1, 500));
      state = harness.snapshot(1, 1);
    }
    try (var harness = harness(PartitionTime.NO_HORIZON)) {
      harness.initializeState(state);
      harness.open();
      read(harness, record(0, 150), record(1, 501));

      assertThat(times(harness)).containsExactly(200L, 501L);
    }
  }

  @Test
  void shouldNotTakeTheEndOfInputForThePassingOfTime() throws Exception {
    try (var harness = harness(PartitionTime.NO_HORIZON)) {
      harness.open();
      harness.processWatermark(new Watermark(10));
      harness.processWatermark(Watermark.MAX_WATERMARK);

      assertThat(harness.getOutput()).containsExactly(new Watermark(10));
    }
  }

  @Test
  void shouldStopAtTheHorizonOfAReplay() throws Exception {
    try (var harness = harness(25)) {
      harness.open();
      harness.processWatermark(new Watermark(10));
      harness.processWatermark(Watermark.MAX_WATERMARK);

      assertThat(harness.getOutput()).containsExactly(new Watermark(10), new Watermark(25));
    }
  }

  @Test
  void shouldHoldTheWatermarkBackToThePartitionThatStoodStill() throws Exception {
    try (var harness = harness(PartitionTime.NO_HORIZON)) {
      harness.open();
      read(harness, tick(0, 1_000), tick(1, 1_000));
      harness.processWatermark(new Watermark(999));
      read(harness, tick(0, 31_000), tick(1, 2_000));
      harness.processWatermark(new Watermark(1_999));
      read(harness, tick(1, 3_000));
      harness.processWatermark(new Watermark(2_999));
      read(harness, tick(0, 32_000), tick(1, 4_000));
      harness.processWatermark(new Watermark(3_999));

      assertThat(harness.getOutput()).containsExactly(new Watermark(999));
    }
  }

  @Test
  void shouldNotHoldTheWatermarkBackForAPartitionThatAnotherReadsNow() throws Exception {
    OperatorSubtaskState state;
    try (var harness = harness(PartitionTime.NO_HORIZON)) {
      harness.open();
      read(harness, tick(0, 100), tick(1, 200));
      state = harness.snapshot(1, 1);
    }
    try (var harness = harness(PartitionTime.NO_HORIZON)) {
      harness.initializeState(state);
      harness.open();
      read(harness, tick(1, 900));
      harness.processWatermark(new Watermark(899));

      assertThat(harness.getOutput()).containsExactly(new Watermark(899));
    }
  }

  private static OneInputStreamOperatorTestHarness<LogRecord, LogRecord> harness(long horizon)
      throws Exception {
    return new OneInputStreamOperatorTestHarness<>(
        new PartitionTime(horizon), new WireSerializer<>(new LogRecordWire()));
  }

  private static void read(
      OneInputStreamOperatorTestHarness<LogRecord, LogRecord> harness, LogRecord... records)
      throws Exception {
    for (LogRecord record : records) {
      harness.processElement(new StreamRecord<>(record));
    }
  }

  private static List<Long> times(OneInputStreamOperatorTestHarness<LogRecord, LogRecord> harness) {
    assertThat(harness.getRecordOutput())
        .allSatisfy(out -> assertThat(out.getTimestamp()).isEqualTo(out.getValue().time()));
    return harness.extractOutputValues().stream().map(LogRecord::time).toList();
  }

  private static LogRecord record(int partition, long time) {
    return new LogRecord(InputTopic.RESULTS, partition, 0, time, BYTES, BYTES, List.of());
  }

  private static LogRecord tick(int partition, long time) {
    return new LogRecord(InputTopic.RESULTS, partition, 0, time, null, null, List.of());
  }
}
