package io.infera.infra.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.ingest.domain.Latencies;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final long MILLI = 1_000_000;

  @Test
  void shouldSpaceRequestsEvenly() {
    var schedule = new Schedule(5 * MILLI, 200);

    assertThat(schedule.intendedNanos(0)).isEqualTo(5 * MILLI);
    assertThat(schedule.intendedNanos(1)).isEqualTo(10 * MILLI);
    assertThat(schedule.intendedNanos(1_000_000)).isEqualTo(5_000_005 * MILLI);
  }

  /** Every answer takes 1 ms, but the first stalls everything for a second: most were late. */
  @Test
  void shouldCountAStallForAllThatWereDueInIt() {
    var schedule = new Schedule(0, 1_000);
    var latencies = new Latencies();
    long free = 1_000 * MILLI;
    for (int i = 0; i < 2_000; i++) {
      long sent = Math.max(schedule.intendedNanos(i), free);
      latencies.add(schedule.latencyMicros(i, sent + MILLI));
    }

    assertThat(latencies.percentile(25)).isEqualTo(1_000);
    assertThat(latencies.percentile(75)).isEqualTo(501_000);
    assertThat(latencies.percentile(100)).isEqualTo(1_001_000);
  }

  @Test
  void shouldRefuseARateOfNothing() {
    assertThatThrownBy(() -> new Schedule(0, 0)).hasMessageContaining("above 0");
    assertThatThrownBy(() -> new Schedule(0, Double.NaN)).hasMessageContaining("NaN");
  }
}
