package io.infera.infra.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.ModelPolicy;
import io.infera.infra.attack.AttackCommand.Reports;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulationTest {
  private static final double FIFTH = 0.2;

  static List<String> all() {
    return Scenarios.names();
  }

  @ParameterizedTest
  @ValueSource(strings = {"honest", "hardware"})
  void shouldVerifyEverythingThatHonestNodesDo(String scenario) {
    Report report = Small.run(scenario, FIFTH);

    assertThat(report.acceptedWrong()).isZero();
    assertThat(report.unverified()).isZero();
    assertThat(report.replicasPerRequestSettled()).isBetween(3.0, 3.2);
    assertThat(report.startUpReplicas()).isBetween(500L, 900L);
    assertThat(report.attackers()).isZero();
    assertThat(report.honestProfit()).isEqualTo(Small.REQUESTS * 3 * 32L / Small.NODES);
  }

  @ParameterizedTest
  @MethodSource("all")
  void shouldNeverBlameTheHonest(String scenario) {
    Report report = Small.run(scenario, FIFTH);

    assertThat(report.honestSlashed()).isZero();
    assertThat(report.honestEjected()).isZero();
    assertThat(report.honestSuspended()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quantized",
        "other-model",
        "truncated",
        "constant",
        "scaled",
        "ring-always",
        "ring-majority",
        "spoof"
      })
  void shouldPutOutAllThatLieTogether(String scenario) {
    Report report = Small.run(scenario, FIFTH);

    assertThat(report.attackersOut()).isEqualTo(report.attackers()).isEqualTo(10);
    assertThat(report.attackersSlashed()).isEqualTo(10);
    assertThat(report.detectionJobs().p99()).isLessThanOrEqualTo(50);
    assertThat(report.replicasPerRequestSettled()).isLessThan(3.2);
    assertThat(report.liars()).isEqualTo(10);
    assertThat(report.liarsOutWithin50()).isEqualTo(1);
    assertThat(report.attackerProfit()).isNegative();
  }

  @ParameterizedTest
  @MethodSource("all")
  void shouldNeverPayToAttack(String scenario) {
    Report report = Small.run(scenario, FIFTH);

    if (report.attackers() > 0) {
      assertThat(report.attackerProfit()).isLessThan(report.honestProfit());
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void shouldStateNoSmallerErrorThanThereIs(String scenario) {
    assertThat(Small.run(scenario, FIFTH).posterior()).isNotEmpty().allMatch(Posterior.Bin::holds);
  }

  @Test
  void shouldNotAcceptALoneImpostor() {
    Report report = Small.run("quantized", 0.02);

    assertThat(report.attackers()).isEqualTo(1);
    assertThat(report.acceptedWrong()).isZero();
    assertThat(report.unverified()).isZero();
    assertThat(report.attackersOut()).isEqualTo(1);
    assertThat(report.attackerProfit()).isNegative();
  }

  /** Strangers verify nothing, so a ring that lies from the beginning gets nothing through. */
  @ParameterizedTest
  @ValueSource(doubles = {FIFTH, 0.35, 0.49})
  void shouldAcceptNoLieOfARingThatIsNotTrusted(double fraction) {
    assertThat(Small.run("ring-always", fraction).acceptedWrong()).isZero();
  }

  /** By head count it would get through what chance gives it until the ring is out. */
  @Test
  void shouldAcceptALieOfTheMajorityWhenHeadsAreCounted() {
    Setting setting = Small.setting(Small.NODES, FIFTH, Small.REQUESTS, 1);
    var heads = ModelPolicy.newBuilder(setting.policy()).setTargetErrorPpm(0).build();
    Setting byHeads =
        new Setting(
            Small.NODES, FIFTH, Small.REQUESTS, 1, heads, setting.pace(), setting.calibrated());

    Report report = Simulation.run(Scenarios.named("ring-always").orElseThrow(), byHeads);

    assertThat(report.acceptedWrong()).isPositive();
  }

  /** The seed is made of a beacon that nobody knows yet, so the best of 16 ids is as any other. */
  @Test
  void shouldGainNothingByGrindingIds() {
    int chosen = Small.run("grinding", FIFTH).acceptedWrong();
    int taken = Small.run("ring-majority", FIFTH).acceptedWrong();

    assertThat(chosen).isBetween(Math.max(0, taken - 3), taken + 3);
  }

  @Test
  void shouldAcceptNoRandomVector() {
    Report report = Small.run("random", FIFTH);

    assertThat(report.acceptedWrong()).isZero();
    assertThat(report.attackersOut()).isEqualTo(10);
  }

  /** Who lies only among its own is never compared with anybody else, but for audits. */
  @Test
  void shouldExposeAUnanimousRingByAudits() {
    Report report = Small.run("ring-unanimous", 0.35);

    assertThat(report.attackersSlashed()).isPositive();
    assertThat(report.acceptedWrong()).isLessThan(Small.REQUESTS / 100);
  }

  @Test
  void shouldNotSlashWhoIsSilentOrSlow() {
    assertThat(List.of("withholding", "withholding-selective", "flapping", "slow"))
        .allSatisfy(
            scenario -> {
              Report report = Small.run(scenario, FIFTH);
              assertThat(report.attackersSlashed()).isZero();
              assertThat(report.acceptedWrong()).isZero();
              assertThat(report.attackerProfit()).isLessThan(report.honestProfit());
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"withholding", "withholding-selective", "flapping", "slow"})
  void shouldSuspendWhoWithholds(String scenario) {
    Report report = Simulation.run(Scenarios.named(scenario).orElseThrow(), Small.longer(FIFTH));

    assertThat(report.attackersOut()).isEqualTo(report.attackers());
    assertThat(report.attackersSlashed()).isZero();
    assertThat(report.honestSuspended()).isZero();
  }

  @Test
  void shouldCountForHowLongOddHardwareWasWatched() {
    Report hardware = Small.run("hardware", FIFTH);

    assertThat(hardware.honestNodeEpochs()).isEqualTo(50 * 6);
    assertThat(hardware.oddNodeEpochs()).isEqualTo(10 * 6);
    assertThat(Small.run("honest", FIFTH).oddNodeEpochs()).isZero();
    assertThat(Exposure.lines(List.of(hardware, Small.run("honest", FIFTH))))
        .containsExactly(
            "hardware at 20 %, seed 1: 300 node-epochs of honest nodes, 60 of them on odd hardware;"
                + " fewer than the 30,000 of the target");
  }

  @Test
  void shouldGiveTheSameReportForTheSameSeed() throws IOException {
    assertThat(json(7)).isEqualTo(json(7)).isNotEqualTo(json(8));
  }

  private static String json(long seed) throws IOException {
    List<Report> reports =
        List.of(Small.play("sleeper", FIFTH, seed), Small.play("grinding", FIFTH, seed));
    return new String(AttackCommand.toJson(new Reports(Small.NODES, FIFTH, 0, reports)))
        .replace("\"seed\" : " + seed, "\"seed\" : 0");
  }
}
