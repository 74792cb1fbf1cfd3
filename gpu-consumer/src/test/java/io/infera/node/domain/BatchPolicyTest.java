package io.infera.node.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BatchPolicyTest {
  private final BatchPolicy policy = new BatchPolicy(4, Duration.ofNanos(100));

  @Test
  void shouldCompleteAFullBatchAtOnce() {
    assertThat(policy.remainingNanos(4, 0, 0)).isZero();
  }

  @Test
  void shouldCountTheWaitFromTheOldestJob() {
    assertThat(policy.remainingNanos(1, 1_000, 1_040)).isEqualTo(60);
    assertThat(policy.remainingNanos(3, 1_000, 1_100)).isZero();
  }

  @Test
  void shouldRefuseABatchOfNothing() {
    assertThatThrownBy(() -> new BatchPolicy(0, Duration.ZERO)).hasMessageContaining("not 0");
  }
}
