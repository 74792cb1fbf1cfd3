package io.infera.infra.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TargetsTest {
  private static final Scenario SCENARIO = Scenarios.named("ring-majority").orElseThrow();
  private static final Scenario UNANIMOUS = Scenarios.named("ring-unanimous").orElseThrow();
  private static final Scenario HONEST = Scenarios.named("honest").orElseThrow();

  private final Fate honest = new Fate();
  private final Fate attacker = new Fate();

  TargetsTest() {
    honest.earned = 10;
    attacker.faults = 2;
  }

  @Test
  void shouldFindAProperReportWell() {
    assertThat(Targets.unmet(report(SCENARIO, 0.2, 1))).isEmpty();
  }

  @Test
  void shouldBoundWrongAnswersUpToAFifthAndNearlyAllUpToAThird() {
    assertThat(Targets.unmet(report(SCENARIO, 0.2, 2)))
        .singleElement()
        .asString()
        .contains("ring-majority at 20 %, seed 1: 0.2000 % wrong");
    assertThat(Targets.unmet(report(SCENARIO, 0.35, 2))).hasSize(1);
    assertThat(Targets.unmet(report(UNANIMOUS, 0.35, 2))).isEmpty();
    assertThat(Targets.unmet(report(UNANIMOUS, 0.2, 2))).hasSize(1);
    assertThat(Targets.unmet(report(SCENARIO, 0.4, 2))).isEmpty();
  }

  @Test
  void shouldWantLiarsOutSoon() {
    for (int job = 0; job < 60; job++) {
      attacker.draw();
      attacker.lie();
    }

    assertThat(Targets.unmet(report(SCENARIO, 0.2, 0)))
        .singleElement()
        .asString()
        .contains("0.0 % of the liars out");
  }

  @Test
  void shouldNotWantAttacksToPay() {
    attacker.faults = 0;
    attacker.earned = 30;

    assertThat(Targets.unmet(report(SCENARIO, 0.2, 0)))
        .singleElement()
        .asString()
        .contains("an attacker gains 15");
  }

  @Test
  void shouldWantNothingToHappenToTheHonest() {
    honest.faults = 1;
    honest.ejected = true;
    honest.suspended = true;

    assertThat(Targets.unmet(report(SCENARIO, 0.2, 0)))
        .anyMatch(sentence -> sentence.contains("1 honest nodes slashed"))
        .anyMatch(sentence -> sentence.contains("1 honest nodes ejected"))
        .anyMatch(sentence -> sentence.contains("1 of 1 honest nodes suspended"));
  }

  @Test
  void shouldBoundWhatASettledHonestNetworkCosts() {
    var outcomes = new Outcomes(List.of(), List.of(honest), 0, 0, 0, 3_500, 1_800, List.of());

    assertThat(Targets.unmet(Report.of(HONEST, Small.setting(10, 0, 1_000, 1), outcomes)))
        .singleElement()
        .asString()
        .contains("3.600 replicas");
  }

  private Report report(Scenario scenario, double fraction, int wrong) {
    var outcomes =
        new Outcomes(List.of(attacker), List.of(honest), wrong, 0, 0, 3_000, 1_500, List.of());
    return Report.of(scenario, Small.setting(10, fraction, 1_000, 1), outcomes);
  }
}
