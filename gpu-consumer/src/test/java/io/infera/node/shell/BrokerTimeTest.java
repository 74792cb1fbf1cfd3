package io.infera.node.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class BrokerTimeTest {
  private long nanos = 77;
  private final BrokerTime time = new BrokerTime(() -> nanos);

  @Test
  void shouldCallNothingLateBeforeTheBrokerWasHeard() {
    assertThat(time.instant()).isEqualTo(Instant.EPOCH);
  }

  @Test
  void shouldGoOnFromWhatTheBrokerSaid() {
    time.heard(1_000_000);
    nanos += 2_500_000;

    assertThat(time.instant()).isEqualTo(Instant.ofEpochMilli(1_000_002));
  }

  @Test
  void shouldFollowTheBrokerBackToo() {
    time.heard(1_000_000);
    time.heard(999_000);

    assertThat(time.instant()).isEqualTo(Instant.ofEpochMilli(999_000));
  }
}
