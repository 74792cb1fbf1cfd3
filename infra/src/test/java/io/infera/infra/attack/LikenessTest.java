package io.infera.infra.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LikenessTest {
  private static final double[] RUNS = IntStream.range(0, 500).asDoubleStream().toArray();

  @Test
  void shouldFindAFigureLikeThatLiesAmongTheOthers() {
    Likeness.Figure figure = Likeness.figure("f", 250, RUNS);

    assertThat(figure.alike()).isTrue();
    assertThat(figure.share()).isGreaterThan(0.9);
    assertThat(figure.low()).isEqualTo(2);
    assertThat(figure.median()).isEqualTo(249);
    assertThat(figure.high()).isEqualTo(497);
  }

  @Test
  void shouldFindAFigureUnlikeThatLiesOutside() {
    assertThat(Likeness.figure("f", 700, RUNS).alike()).isFalse();
    assertThat(Likeness.figure("f", -1, RUNS).alike()).isFalse();
    assertThat(Likeness.figure("f", 499, RUNS).alike()).isFalse();
    assertThat(Likeness.figure("f", 497, RUNS).alike()).isTrue();
  }

  /** Where all runs come to the same, so must the real one. */
  @Test
  void shouldFindTheSameLikeTheSame() {
    double[] zeros = new double[500];

    assertThat(Likeness.figure("f", 0, zeros).alike()).isTrue();
    assertThat(Likeness.figure("f", 1, zeros).alike()).isFalse();
  }
}
