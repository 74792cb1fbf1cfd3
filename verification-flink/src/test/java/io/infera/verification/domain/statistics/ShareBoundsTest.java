package io.infera.verification.domain.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ShareBoundsTest {
  private static final double CONFIDENCE = 0.95;

  @Test
  void shouldKnowTheClosedForms() {
    // Nothing of n: 1 − (tail)^(1/n). All of n: the mirror image.
    long upper = Math.round((1 - StrictMath.pow(0.025, 1.0 / 100)) * 1e9);

    ShareBounds nothing = ShareBounds.of(0, 100, CONFIDENCE);
    ShareBounds everything = ShareBounds.of(100, 100, CONFIDENCE);

    assertThat(nothing.lowerPpb()).isZero();
    assertThat(nothing.upperPpb()).isBetween(upper - 1, upper + 1);
    assertThat(everything.lowerPpb())
        .isBetween(ShareBounds.WHOLE - upper - 1, ShareBounds.WHOLE - upper + 1);
    assertThat(everything.upperPpb()).isEqualTo(ShareBounds.WHOLE);
  }

  @Test
  void shouldKnowAPublishedInterval() {
    // 81 of 263, 95 %: 0.2527 to 0.3676 (A. Agresti, Categorical Data Analysis).
    ShareBounds bounds = ShareBounds.of(81, 263, CONFIDENCE);

    assertThat(bounds.lowerPpb()).isBetween(252_000_000L, 253_500_000L);
    assertThat(bounds.upperPpb()).isBetween(367_000_000L, 368_500_000L);
  }

  @Test
  void shouldSayNothingWithoutTrials() {
    assertThat(ShareBounds.of(0, 0, CONFIDENCE)).isEqualTo(ShareBounds.UNKNOWN);
  }

  @Test
  void shouldHoldTheShareAsOftenAsItSays() {
    var random = new SplittableRandom(5);
    double share = 0.03;
    int worlds = 2_000;
    int held = 0;
    for (int world = 0; world < worlds; world++) {
      int hits = 0;
      for (int trial = 0; trial < 200; trial++) {
        hits += random.nextDouble() < share ? 1 : 0;
      }
      ShareBounds bounds = ShareBounds.of(hits, 200, CONFIDENCE);
      held += bounds.lowerPpb() <= share * 1e9 && share * 1e9 <= bounds.upperPpb() ? 1 : 0;
    }

    assertThat(held / (double) worlds).isBetween(CONFIDENCE, 0.999);
  }

  @Test
  void shouldRefuseMoreHitsThanTrials() {
    assertThatThrownBy(() -> ShareBounds.of(3, 2, CONFIDENCE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 trials, found 3");
  }
}
