package io.infera.infra.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ToleranceLimitTest {
  private final ToleranceLimit limit = new ToleranceLimit(0.01, 0.95);

  /** Of 299 values the least is a 1 % limit with 95 % confidence: the textbook's number. */
  @Test
  void shouldKnowTheTextbooksNumbers() {
    assertThat(limit.fewest()).isEqualTo(299);
    assertThat(limit.rank(298)).isZero();
    assertThat(limit.rank(299)).isEqualTo(1);
    assertThat(limit.rank(473)).isEqualTo(2);
    assertThat(new ToleranceLimit(1e-3, 0.99).fewest()).isEqualTo(4_603);
  }

  @Test
  void shouldTakeTheValuesFromBothEnds() {
    double[] sorted = new double[473];
    Arrays.setAll(sorted, i -> i);

    assertThat(limit.lower(sorted)).isEqualTo(1);
    assertThat(limit.upper(sorted)).isEqualTo(471);
  }

  @Test
  void shouldHoldAsOftenAsItSays() {
    var random = new SplittableRandom(3);
    int worlds = 2_000;
    int held = 0;
    for (int world = 0; world < worlds; world++) {
      double[] sorted = random.doubles(600).sorted().toArray();
      held += limit.lower(sorted) <= 0.01 ? 1 : 0;
    }

    assertThat(held / (double) worlds).isBetween(0.95, 0.999);
  }

  @Test
  void shouldSayHowManyItTakes() {
    assertThatThrownBy(() -> limit.lower(new double[100]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 299 texts, found 100");
  }
}
