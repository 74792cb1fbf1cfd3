package io.infera.infra.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.infera.infra.attack.Posterior.Fit;
import java.util.List;
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
    assertThat(posterior.bins().get(1).from()).isEqualTo(300e-6);
    assertThat(posterior.bins().get(1).to()).isEqualTo(1e-3);
  }

  @Test
  void shouldPoolTheBinsOfSeveralRuns() {
    var one = new Posterior();
    one.add(30_000, false);
    var other = new Posterior();
    other.add(30_000, true);
    other.add(30_001, false);
    other.add(1_000_000_000, true);

    assertThat(Posterior.pooled(List.of(one.bins(), other.bins())))
        .satisfiesExactly(
            bin -> assertThat(bin).isEqualTo(Posterior.bin(2, 30e-6, 1)),
            bin -> assertThat(bin.answers()).isOne(),
            bin -> assertThat(bin.stated()).isOne());
  }

  @Test
  void shouldSayOnWhichSideOfTheIntervalTheErrorStatedLies() {
    assertThat(Posterior.bin(100_000, 0.001, 80).fit()).isEqualTo(Fit.ABOVE);
    assertThat(Posterior.bin(100_000, 0.001, 82).fit()).isEqualTo(Fit.WITHIN);
    assertThat(Posterior.bin(100_000, 0.001, 120).fit()).isEqualTo(Fit.WITHIN);
    assertThat(Posterior.bin(100_000, 0.001, 122).fit()).isEqualTo(Fit.BELOW);
    // 0 of 1,000 may be a share of 0.0037.
    assertThat(Posterior.bin(1_000, 0.0036, 0).fit()).isEqualTo(Fit.WITHIN);
    assertThat(Posterior.bin(1_000, 0.0038, 0).fit()).isEqualTo(Fit.ABOVE);
  }

  @Test
  void shouldHoldUnlessMoreAreWrongThanChanceExplains() {
    assertThat(Posterior.bin(100_000, 0.001, 0).holds()).isTrue();
    assertThat(Posterior.bin(100_000, 0.001, 120).holds()).isTrue();
    assertThat(Posterior.bin(100_000, 0.001, 140).holds()).isFalse();
  }
}
