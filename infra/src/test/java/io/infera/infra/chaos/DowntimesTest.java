package io.infera.infra.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DowntimesTest {
  private static final Instant KILLED = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant BACK = KILLED.plusSeconds(8);

  private final Downtimes downtimes = new Downtimes(Duration.ofSeconds(10));

  @Test
  void shouldExcuseWhoWasDownDuringTheAttempt() {
    downtimes.add("node", KILLED, BACK);

    assertThat(downtimes.excuse("node", KILLED.plusSeconds(5))).isTrue();
    assertThat(downtimes.excuse("node", BACK.plusSeconds(9))).isTrue();
  }

  @Test
  void shouldExcuseNobodyElseAndNoOtherTime() {
    downtimes.add("node", KILLED, BACK);

    assertThat(downtimes.excuse("other", KILLED.plusSeconds(5))).isFalse();
    assertThat(downtimes.excuse("node", BACK.plusSeconds(60))).isFalse();
    assertThat(downtimes.excuse("node", KILLED.minusSeconds(60))).isFalse();
  }
}
