package io.infera.infra.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class UsageTest {
  @Test
  void shouldCountWhatWasUsedBetweenTwoMoments() {
    Usage before = new Usage(Map.of("results", 2.0));
    Usage after = new Usage(Map.of("results", 5.0, "verdicts", 1.0));

    assertThat(after.since(before).byPart()).isEqualTo(Map.of("results", 3.0, "verdicts", 1.0));
  }

  @Test
  void shouldShareAmongRequests() {
    assertThat(new Usage(Map.of("results", 500_000.0)).perRequest(10_000))
        .isEqualTo(Map.of("results", 50.0));
    assertThatThrownBy(() -> new Usage(Map.of()).perRequest(0)).hasMessageContaining("found 0");
  }

  @Test
  void shouldCountAllJobTopicsAsOne() {
    assertThat(TopicMeter.group("infera.jobs.0x12")).isEqualTo("infera.jobs.*");
    assertThat(TopicMeter.group("__consumer_offsets")).isEqualTo("__*");
    assertThat(TopicMeter.group("infera.results")).isEqualTo("infera.results");
  }
}
