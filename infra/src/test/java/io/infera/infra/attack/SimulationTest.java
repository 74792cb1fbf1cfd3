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
    assertThat(report.replicasPerRequest()).isEqualTo(3.0);
    assertThat(report.attackers()).isZero();
    assertThat(report.honestProfit()).isEqualTo(Small.REQUESTS * 3 * 40L);
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
    assertThat(report.replicasPerRequestSettled()).isLessThan(3.01);
    assertThat(report.attackerProfitPerNode()).isLessThan(report.honestProfitPerNode() / 4);
  }

  @Test
  void shouldNotAcceptALoneImpostor() {
    Report report = Small.run("quantized", 0.02);

    assertThat(report.attackers()).isEqualTo(1);
    assertThat(report.acceptedWrong()).isZero();
    assertThat(report.unverified()).isZero();
    assertThat(report.attackersOut()).isEqualTo(1);
    assertThat(report.attackerProfit()).isZero();
  }

  /** Two of three that agree are a quorum: until the ring is out, it gets what chance gives it. */
  @Test
  void shouldAcceptALieOfTheMajorityOnlyUntilTheRingIsOut() {
    Report report = Small.run("ring-always", FIFTH);
    double firstEpoch = 300;
    double majorityOfThree = 3 * FIFTH * FIFTH - 2 * FIFTH * FIFTH * FIFTH;

    assertThat(report.acceptedWrong()).isPositive();
    assertThat((double) report.acceptedWrong()).isLessThan(2 * firstEpoch * majorityOfThree);
  }

  /** The seed is made of a beacon that nobody knows yet, so the best of 16 ids is as any other. */
  @Test
  void shouldGainNothingByGrindingIds() {
    int chosen = Small.run("grinding", FIFTH).acceptedWrong();
    int taken = Small.run("ring-majority", FIFTH).acceptedWrong();

    assertThat(chosen).isBetween(taken / 2, taken * 3 / 2);
  }

  @Test
  void shouldAcceptNoRandomVector() {
    Report report = Small.run("random", FIFTH);

    assertThat(report.acceptedWrong()).isZero();
    assertThat(report.attackersOut()).isEqualTo(10);
  }

  /** The limit of comparing: who lies only among its own is never compared with anybody else. */
  @Test
  void shouldTakeTheIncomeOfAUnanimousRingByAuditsAlone() {
    Setting unaudited = Small.setting(Small.NODES, 0.3, 4 * Small.REQUESTS, 1);
    Setting audited =
        new Setting(
            unaudited.nodes(),
            unaudited.fraction(),
            unaudited.requests(),
            unaudited.seed(),
            ModelPolicy.newBuilder(unaudited.policy()).setAuditPpm(1_000_000).build());
    Scenario ring = Scenarios.named("ring-unanimous").orElseThrow();

    Report without = Simulation.run(ring, unaudited);
    Report with = Simulation.run(ring, audited);

    assertThat(without.acceptedWrong()).isPositive();
    assertThat(without.attackersSlashed()).isZero();
    // An audit that no replica corroborates proves nobody wrong, so they are not slashed either.
    assertThat(with.attackerProfit()).isLessThan(without.attackerProfit());
  }

  @Test
  void shouldNotSlashWhoIsSilentOrSlow() {
    assertThat(List.of("withholding", "flapping", "slow"))
        .allSatisfy(
            scenario -> {
              Report report = Small.run(scenario, FIFTH);
              assertThat(report.attackersSlashed()).isZero();
              assertThat(report.acceptedWrong()).isZero();
              assertThat(report.attackerProfitPerNode()).isLessThan(report.honestProfitPerNode());
            });
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
