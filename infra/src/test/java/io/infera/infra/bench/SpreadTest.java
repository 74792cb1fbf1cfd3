package io.infera.infra.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void shouldTakeTheMiddleOne() {
    assertThat(Spread.of(List.of(30.0, 10.0, 20.0))).isEqualTo(new Spread(20, 10, 30, 10));
  }

  @Test
  void shouldTakeTheMeanOfTheMiddleTwo() {
    Spread spread = Spread.of(List.of(4.0, 1.0, 100.0, 2.0));

    assertThat(spread.median()).isEqualTo(3);
    assertThat(spread.deviation()).isCloseTo(48.8493, within(0.0001));
  }

  @Test
  void shouldHaveNoDeviationWithOneValue() {
    assertThat(Spread.of(List.of(7.0))).isEqualTo(new Spread(7, 7, 7, 0));
  }

  @Test
  void shouldRefuseNoValues() {
    assertThatThrownBy(() -> Spread.of(List.of())).hasMessageContaining("at least one");
  }
}
