package io.infera.infra.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class UsageTest {
  @Test
  void shouldCountWhatWasUsedBetweenTwoMoments() {
    Usage before = new Usage(Map.of("broker", 2.0));
    Usage after = new Usage(Map.of("broker", 5.0, "node-1", 1.0));

    assertThat(after.since(before).byPart()).isEqualTo(Map.of("broker", 3.0, "node-1", 1.0));
  }

  @Test
  void shouldAddRepetitions() {
    Usage first = new Usage(Map.of("broker", 2.0));

    assertThat(Usage.none().plus(first).plus(first).byPart()).isEqualTo(Map.of("broker", 4.0));
  }

  @Test
  void shouldShareAmongRequests() {
    assertThat(new Usage(Map.of("broker", 0.5)).perRequest(10_000, 1e6))
        .isEqualTo(Map.of("broker", 50.0));
    assertThatThrownBy(() -> Usage.none().perRequest(0, 1)).hasMessageContaining("found 0");
  }

  @Test
  void shouldCountAllJobTopicsAsOne() {
    assertThat(TopicMeter.group("infera.jobs.0x12")).isEqualTo("infera.jobs.*");
    assertThat(TopicMeter.group("__consumer_offsets")).isEqualTo("__*");
    assertThat(TopicMeter.group("infera.results")).isEqualTo("infera.results");
  }
}
