package io.infera.verification.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShownTest {
  @Test
  void shouldCallTheJobsOwnMetricsAsPrometheusDoes() {
    assertThat(Shown.own("verification", "rosterChanges").name())
        .isEqualTo("infera_verification_roster_changes");
    assertThat(Shown.own("export", "leftOut").name()).isEqualTo("infera_export_left_out");
  }

  @Test
  void shouldTurnMillisecondsIntoSeconds() {
    Shown shown = Shown.own("verification", "watermarkLagMillis");

    assertThat(shown.name()).isEqualTo("infera_verification_watermark_lag_seconds");
    assertThat(shown.factor()).isEqualTo(0.001);
  }
}
