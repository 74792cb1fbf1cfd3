package io.infera.infra.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FaultPlanTest {
  private static final Set<FaultKind> ALL = EnumSet.allOf(FaultKind.class);

  @Test
  void shouldFollowFromTheSeed() {
    assertThat(FaultPlan.of(7, 40, 20_000, ALL)).isEqualTo(FaultPlan.of(7, 40, 20_000, ALL));
    assertThat(FaultPlan.of(7, 40, 20_000, ALL)).isNotEqualTo(FaultPlan.of(8, 40, 20_000, ALL));
  }

  @Test
  void shouldShareTheKillsAndAddTheOthers() {
    Map<FaultKind, Long> counts =
        FaultPlan.of(1, 80, 20_000, ALL).faults().stream()
            .collect(Collectors.groupingBy(PlannedFault::kind, Collectors.counting()));

    assertThat(counts).containsOnlyKeys(ALL);
    assertThat(counts)
        .allSatisfy((kind, count) -> assertThat(count).isEqualTo(kind.kill() ? 16 : 2));
  }

  @Test
  void shouldSpreadThemOverTheRequestsInOrder() {
    FaultPlan plan = FaultPlan.of(3, 40, 1_000, ALL);

    assertThat(plan.kills()).isEqualTo(40);
    assertThat(plan.faults()).extracting(PlannedFault::due).isSortedAccordingTo(naturalOrder());
    assertThat(plan.faults())
        .allSatisfy(
            fault -> {
              assertThat(fault.due()).isBetween(0, 999);
              assertThat(fault.delay()).isBetween(Duration.ZERO, Duration.ofMillis(1500));
              assertThat(fault.draw()).isNotNegative();
            });
  }

  @Test
  void shouldPermitFullSpeedUpToTheTurnOfTheNext() {
    FaultPlan plan = FaultPlan.of(3, 3, 1_000, Set.of(FaultKind.BROKER));

    assertThat(plan.limit(0, 1_000)).isEqualTo(plan.faults().get(1).due());
    assertThat(plan.limit(2, 1_000)).isEqualTo(1_000);
    assertThat(plan.limit(3, 1_000)).isEqualTo(1_000);
  }

  @Test
  void shouldRefuseKillsOfNobody() {
    assertThatThrownBy(() -> FaultPlan.of(1, 5, 100, Set.of(FaultKind.POISON)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no process to kill");
  }

  @Test
  void shouldNameKinds() {
    assertThat(FaultKind.named("broker")).isEqualTo(FaultKind.BROKER);
    assertThatThrownBy(() -> FaultKind.named("fire"))
        .hasMessageContaining("'fire'")
        .hasMessageContaining("misrouted");
    assertThat(FaultKind.named("disk-full")).isEqualTo(FaultKind.DISK_FULL);
  }

  @Test
  void shouldRankRecoveries() {
    assertThat(RecoverySeconds.of(List.of())).isEqualTo(new RecoverySeconds(0, 0, 0));
    assertThat(RecoverySeconds.of(List.of(3.0, 1.0, 2.0))).isEqualTo(new RecoverySeconds(2, 3, 3));
  }

  private static Comparator<Integer> naturalOrder() {
    return Comparator.naturalOrder();
  }
}
