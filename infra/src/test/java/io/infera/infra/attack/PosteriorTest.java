package io.infera.infra.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PosteriorTest {
  @Test
  void shouldBinByTheErrorStated() {
    var posterior = new Posterior();
    posterior.add(20_000, false);
    posterior.add(20_001, false);
    posterior.add(900_000, true);

    assertThat(posterior.bins()).hasSize(2);
    assertThat(posterior.bins().get(0).answers()).isEqualTo(2);
    assertThat(posterior.bins().get(1).wrong()).isEqualTo(1);
    assertThat(posterior.bins().get(1).stated()).isCloseTo(0.0009, within(1e-9));
  }

  @Test
  void shouldHoldUnlessMoreAreWrongThanChanceExplains() {
    assertThat(Posterior.bin(100_000, 0.001, 0).holds()).isTrue();
    assertThat(Posterior.bin(100_000, 0.001, 120).holds()).isTrue();
    assertThat(Posterior.bin(100_000, 0.001, 140).holds()).isFalse();
  }
}
