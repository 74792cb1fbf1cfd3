package io.infera.verification.domain.reputation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReputationPolicyTest {
  private static final Duration EPOCH = Duration.ofSeconds(5);

  @Test
  void shouldHaveDefaults() {
    var policy = ReputationPolicy.withDefaults("n", EPOCH, Set.of("0xb"));
    assertThat(policy.silence()).isEqualTo(Duration.ofSeconds(10));
    assertThat(policy.heartbeat()).isEqualTo(Duration.ofSeconds(1));
    assertThat(policy.retainPpm()).isEqualTo(980_000);
    assertThat(policy.ejection().falseEjection()).isEqualTo(1e-4);
    assertThat(policy.bounds().suspensionEpochs()).isEqualTo(12);
  }

  @Test
  void shouldSayWhatIsWrong() {
    assertThatThrownBy(() -> ReputationPolicy.withDefaults("n", Duration.ofMillis(999), Set.of()))
        .hasMessageContaining("at least 1 s");
    assertThatThrownBy(() -> with(EPOCH, Duration.ofSeconds(1), 1)).hasMessageContaining("silence");
    assertThatThrownBy(() -> with(EPOCH, Duration.ofSeconds(9), 1_000_001))
        .hasMessageContaining("retainPpm from 0 to 1000000, found 1000001");
    assertThatThrownBy(() -> new EvidenceWeights(-1, 0, 0, 0, 0)).hasMessageContaining("found -1");
    assertThatThrownBy(() -> new StandingBounds(0, 0, 0, 0, 1, 1, 1, 0))
        .hasMessageContaining("credibilityPpm");
    assertThatThrownBy(() -> new StandingBounds(1, 0, 0, 0, 0, 1, 1, 0))
        .hasMessageContaining("suspensionEpochs");
  }

  private static ReputationPolicy with(Duration epoch, Duration silence, int retainPpm) {
    return new ReputationPolicy(
        "n",
        epoch,
        silence,
        Duration.ofSeconds(1),
        Set.of(),
        retainPpm,
        retainPpm,
        EvidenceWeights.DEFAULTS,
        StandingBounds.DEFAULTS,
        EjectionTest.DEFAULTS,
        WithholdingTest.DEFAULTS);
  }
}
