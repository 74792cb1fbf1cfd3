package io.infera.infra.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.infra.local.Repository;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class BenchPlanTest {
  @Test
  void shouldMeasureLatencyAtHalfTheRateUnlessToldOtherwise() {
    assertThat(plan(3, OptionalDouble.empty()).rateAfter(5_000)).isEqualTo(2_500);
    assertThat(plan(3, OptionalDouble.of(100)).rateAfter(5_000)).isEqualTo(100);
  }

  @Test
  void shouldRunStubsAlone() {
    assertThat(plan(6, OptionalDouble.empty()).nodeSpecs(Repository.find()))
        .hasSize(6)
        .allSatisfy(
            node -> {
              assertThat(node.settings()).containsEntry("engine", "stub");
              assertThat(node.backstop()).isFalse();
            });
  }

  @Test
  void shouldNameTheOptionThatIsWrong() {
    assertThatThrownBy(() -> plan(2, OptionalDouble.empty()))
        .hasMessage("--nodes should be at least 3, found 2");
    assertThatThrownBy(() -> plan(3, OptionalDouble.of(0))).hasMessageStartingWith("--rate");
  }

  private static BenchPlan plan(int nodes, OptionalDouble rate) {
    return new BenchPlan(nodes, 10, 1, 0, 8, rate, Optional.empty(), 1);
  }
}
