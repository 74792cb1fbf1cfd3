package io.infera.verification.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.verification.domain.errorrates.EpochTally;
import io.infera.verification.domain.judge.Observation;
import io.infera.verification.domain.judge.Observation.Stratum;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class CensusTest {
  private static final Duration EPOCH = Duration.ofSeconds(5);

  @Test
  void shouldHandCountsOnWhenTheirEpochIsOverAndNotBefore() throws Exception {
    try (var census = harness()) {
      census.open();
      count(census, 1_000, 4_999, 5_000);
      census.processWatermark(4_999);
      assertThat(census.extractOutputValues()).isEmpty();
      census.processWatermark(5_000);

      assertThat(census.getOutput().toArray())
          .satisfies(
              output -> {
                assertThat(output).hasSize(3);
                assertThat(output[0]).isEqualTo(new Watermark(4_999));
                // The counts go before the watermark that ends their epoch.
                assertThat(output[1]).isInstanceOf(StreamRecord.class);
                assertThat(output[2]).isEqualTo(new Watermark(5_000));
              });
      assertThat(census.extractOutputValues()).extracting(EpochTally::epoch).containsExactly(0L);
    }
  }

  @Test
  void shouldCountTheSameOverARestart() throws Exception {
    List<byte[]> whole;
    try (var census = harness()) {
      census.open();
      count(census, 100, 200, 300, 5_100);
      census.processWatermark(20_000);
      whole = bytes(census);
    }
    OperatorSubtaskState state;
    try (var census = harness()) {
      census.open();
      count(census, 100, 200);
      state = census.snapshot(1, 1);
    }
    try (var census = harness()) {
      census.initializeState(state);
      census.open();
      count(census, 300, 5_100);
      census.processWatermark(20_000);

      assertThat(bytes(census)).containsExactlyElementsOf(whole);
    }
  }

  private static List<byte[]> bytes(
      OneInputStreamOperatorTestHarness<Observation, EpochTally> census) {
    return census.extractOutputValues().stream().map(EpochTally::toBytes).toList();
  }

  private static void count(
      OneInputStreamOperatorTestHarness<Observation, EpochTally> census, long... times)
      throws Exception {
    for (long time : times) {
      var at = Instant.ofEpochMilli(time);
      census.processElement(
          new Observation("m", 1, at, true, Stratum.TRUSTED, false, false, 3, 0, 0), time);
    }
  }

  private static OneInputStreamOperatorTestHarness<Observation, EpochTally> harness()
      throws Exception {
    return new OneInputStreamOperatorTestHarness<>(new Census(EPOCH), 1, 1, 0);
  }
}
