package io.infera.infra.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.infra.local.Repository;
import java.util.List;
import java.util.Map;
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
    assertThat(
            plan(6, OptionalDouble.empty())
                .nodeSpecs(Repository.find(), BenchSettings.with(Map.of()).node()))
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

  @Test
  void shouldSweepOneAxisAtATime() {
    BenchPlan base = plan(6, OptionalDouble.empty());

    List<Sweep.Point> points =
        Sweep.points(base, List.of(Sweep.Axis.nodes, Sweep.Axis.open), 100_000);

    assertThat(points)
        .extracting(Sweep.Point::value)
        .containsExactly(10, 100, 1_000, 1_000, 10_000, 100_000);
    assertThat(points).allMatch(point -> point.plan().crowd());
    // Each node has had jobs before anything is measured.
    assertThat(points.get(2).plan().warmUp().atLeast()).isEqualTo(40_000);
    assertThat(points.get(2).plan().held()).isZero();
    assertThat(points.get(4).plan().held()).isEqualTo(10_000);
    assertThat(points.get(4).plan().nodes()).isEqualTo(10);
    assertThat(Sweep.points(base, List.of(Sweep.Axis.parallelism), 4))
        .extracting(point -> point.plan().partitions())
        .containsExactly(1, 2, 4);
  }

  private static BenchPlan plan(int nodes, OptionalDouble rate) {
    return BenchPlan.of(nodes, 10, 1, WarmUp.of(0), 8, rate);
  }
}
