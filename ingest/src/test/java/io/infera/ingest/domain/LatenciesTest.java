package io.infera.ingest.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  @Test
  void shouldGivePercentilesByNearestRank() {
    var latencies = new Latencies();
    for (long micros : new long[] {50, 15, 40, 20, 35}) {
      latencies.add(micros);
    }
    assertThat(latencies.percentile(5)).isEqualTo(15);
    assertThat(latencies.percentile(30)).isEqualTo(20);
    assertThat(latencies.percentile(40)).isEqualTo(20);
    assertThat(latencies.percentile(50)).isEqualTo(35);
    assertThat(latencies.percentile(100)).isEqualTo(50);
  }

  @Test
  void shouldHaveAtLeastTheShareBelowThePercentile() {
    var random = new Random(3);
    var latencies = new Latencies();
    var values = random.longs(5_000, 0, 1_000_000).toArray();
    for (long value : values) {
      latencies.add(value);
    }
    for (double percent : new double[] {1, 50, 99, 99.9}) {
      long bound = latencies.percentile(percent);
      long covered = java.util.Arrays.stream(values).filter(value -> value <= bound).count();
      assertThat(covered).isGreaterThanOrEqualTo((long) Math.ceil(percent / 100 * values.length));
    }
  }

  @Test
  void shouldBeZeroWithoutValuesAndRefuseNonsense() {
    var latencies = new Latencies();
    assertThat(latencies.percentile(99)).isZero();
    assertThatThrownBy(() -> latencies.percentile(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> latencies.percentile(101))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> latencies.add(-1)).isInstanceOf(IllegalArgumentException.class);
  }
}
