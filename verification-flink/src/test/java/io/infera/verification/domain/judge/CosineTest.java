package io.infera.verification.domain.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class CosineTest {
  /** Written down once: a change of it changes verdicts of old logs. */
  private static final long PINNED = 4589962498161209755L;

  @Test
  void shouldAgreeWithTheTextbook() {
    var random = new Random(1);
    for (int round = 0; round < 200; round++) {
      float[] a = random(random, 1 + random.nextInt(500));
      float[] b = random(random, a.length);
      double dot = 0;
      double aa = 0;
      double bb = 0;
      for (int i = 0; i < a.length; i++) {
        dot += (double) a[i] * b[i];
        aa += (double) a[i] * a[i];
        bb += (double) b[i] * b[i];
      }
      double ratio = Math.sqrt(Math.min(aa, bb) / Math.max(aa, bb));
      double expected = dot / Math.sqrt(aa * bb) * (ratio >= Cosine.EQUAL_LENGTHS ? 1 : ratio);
      assertThat(Cosine.similarity(a, b))
          .isCloseTo(expected, within(1e-12))
          .isEqualTo(Cosine.similarity(b, a));
    }
  }

  @Test
  void shouldPinTheBitsOfOneCosine() {
    var random = new Random(7);
    double similarity = Cosine.similarity(random(random, 384), random(random, 384));
    assertThat(Double.doubleToLongBits(similarity)).isEqualTo(PINNED);
  }

  @Test
  void shouldStayWithinOne() {
    var random = new Random(2);
    for (int round = 0; round < 200; round++) {
      float[] a = random(random, 384);
      assertThat(Cosine.similarity(a, a)).isCloseTo(1, within(1e-15)).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void shouldScaleDownVectorsOfUnequalLength() {
    assertThat(Cosine.similarity(new float[] {1, 0}, new float[] {0.995f, 0})).isEqualTo(1);
    assertThat(Cosine.similarity(new float[] {1, 0}, new float[] {0.5f, 0})).isEqualTo(0.5);
  }

  @Test
  void shouldRefuseVectorsOfUnequalDimension() {
    assertThatThrownBy(() -> Cosine.similarity(new float[2], new float[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 and 3");
  }

  private static float[] random(Random random, int dimension) {
    var vector = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      vector[i] = random.nextFloat() - 0.5f;
    }
    return vector;
  }
}
