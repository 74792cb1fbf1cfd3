package io.infera.verification.domain.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BetaBoundTest {

  @Test
  void shouldKnowTheClosedForms() {
    assertThat(BetaBound.regularised(0.3, 1, 1)).isCloseTo(0.3, within(1e-13));
    assertThat(BetaBound.regularised(0.3, 5, 1)).isCloseTo(StrictMath.pow(0.3, 5), within(1e-13));
    assertThat(BetaBound.regularised(0.3, 1, 5))
        .isCloseTo(1 - StrictMath.pow(0.7, 5), within(1e-13));
    // A binomial tail: P(at least 3 of 10 at 0.3).
    assertThat(BetaBound.regularised(0.3, 3, 8)).isCloseTo(0.6172172136, within(1e-10));
    assertThat(BetaBound.logGamma(10)).isCloseTo(StrictMath.log(362_880), within(1e-12));
  }

  @Test
  void shouldBoundFromBelow() {
    assertThat(BetaBound.lowerPpm(1, 1, 0.05)).isBetween(49_999, 50_000);
    assertThat(BetaBound.lowerPpm(20, 1, 0.05))
        .isEqualTo((int) (StrictMath.pow(0.05, 1.0 / 20) * 1e6));
    assertThat(BetaBound.lowerPpm(1e6, 1, 0.05)).isGreaterThan(999_990);
    assertThat(BetaBound.lowerPpm(1, 1e6, 0.05)).isZero();
    assertThat(BetaBound.lowerPpm(500, 500, 0.05)).isBetween(473_000, 475_000);
  }
}
