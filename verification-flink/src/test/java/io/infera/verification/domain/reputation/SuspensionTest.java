package io.infera.verification.domain.reputation;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.NodeState;
import io.infera.event.Outcome;
import io.infera.event.RosterChange;
import io.infera.verification.domain.judge.NodeOutcome.Light;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SuspensionTest {
  private final Life life = new Life().register(1);

  @Test
  void shouldSuspendForSilenceThatOthersBrokeAndLetTheNodeBackSoon() {
    life.epoch(0, Outcome.AGREED, 30);
    for (int epoch = 1; epoch <= 3; epoch++) {
      withhold(epoch, 15);
    }
    RosterChange change = life.lastChange();
    assertThat(change.getReason()).isEqualTo("WITHHELD");
    assertThat(change.getState()).isEqualTo(NodeState.SUSPENDED);
    assertThat(change.getEvidence()).isEmpty();
    assertThat(life.standing().getFaults()).isZero();
    for (int epoch = 4; epoch <= 6; epoch++) {
      life.epoch(epoch, Outcome.AGREED, 0);
    }
    assertThat(life.lastChange().getReason()).isEqualTo("REINSTATED");
    assertThat(life.lastChange().getMember()).isTrue();
    withhold(7, 15);
    withhold(8, 15);
    assertThat(life.node.suspendedUntil).isEqualTo(8 + 6);
  }

  @Test
  void shouldNotSuspendANodeThatDiesOnceWithAllItHadInFlight() {
    life.epoch(0, Outcome.AGREED, 30);
    life.judge(Outcome.SILENT, Light.WITHHELD, 5_000, Life.EPOCH + 4_900);
    life.judge(Outcome.SILENT, Light.WITHHELD, 5_000, 2 * Life.EPOCH + 100);
    life.until(3 * Life.EPOCH).epoch(4, Outcome.AGREED, 30);
    assertThat(life.node.state()).isEqualTo(NodeState.ACTIVE);
    assertThat(life.comings()).doesNotContain("WITHHELD");
  }

  @Test
  void shouldHoldASilenceOfAllAgainstNobody() {
    for (int epoch = 0; epoch < 20; epoch++) {
      life.judge(Outcome.SILENT, Light.NONE, 30, epoch * Life.EPOCH + 50);
      life.epoch(epoch, Outcome.AGREED, 2);
    }
    assertThat(life.comings()).containsExactly("JOINED");
  }

  @Test
  void shouldGatherFewJobsToAnObservation() {
    for (int epoch = 0; epoch < 40 && life.node.state() != NodeState.SUSPENDED; epoch++) {
      life.judge(Outcome.SILENT, Light.WITHHELD, 1, epoch * Life.EPOCH + 50);
      life.epoch(epoch, Outcome.AGREED, 1);
    }
    assertThat(life.lastChange().getReason()).isEqualTo("WITHHELD");
    assertThat(life.lastEpoch().getEpoch()).isGreaterThan(10);
  }

  @Test
  void shouldSuspendAtTheSecondFaultAndNotAtTheEndOfTheEpoch() {
    life.beat(10).judge(Outcome.FAULTY, 1, 1_000).judge(Outcome.FAULTY, 1, 2_000);
    life.judge(Outcome.FAULTY, 1, 3_000).until(1_999);
    assertThat(life.node.state()).isEqualTo(NodeState.PROBATION);
    life.until(2_000);
    assertThat(life.node.state()).isEqualTo(NodeState.SUSPENDED);
    assertThat(life.lastChange().getAt()).isEqualTo(Instant.ofEpochMilli(2_000));
    assertThat(life.lastChange().getEvidence()).containsExactly("0xr/1", "0xr/0");
  }

  @Test
  void shouldSuspendAtTheFirstFaultThatAnotherNodeShares() {
    life.beat(10).judge(Outcome.FAULTY, Light.CONSPIRED, 1, 1_000).until(999);
    assertThat(life.node.state()).isEqualTo(NodeState.PROBATION);
    life.until(1_000);
    assertThat(life.node.state()).isEqualTo(NodeState.SUSPENDED);
    life.until(Life.EPOCH);
    assertThat(life.lastEpoch().getFaults()).isEqualTo(1);
    assertThat(life.lastEpoch().getConspired()).isEqualTo(1);
  }

  @Test
  void shouldEjectAtTheSecondFaultThatAnotherNodeShares() {
    life.beat(10).judge(Outcome.FAULTY, Light.CONSPIRED, 2, 1_000).until(Life.EPOCH);
    assertThat(life.node.state()).isEqualTo(NodeState.EJECTED);
  }

  @Test
  void shouldTakeCreditFromAuditsAloneAndLoseItByAFaultOrADoubt() {
    life.judge(Outcome.AGREED, Light.AUDITED, 7, 50).epoch(0, Outcome.AGREED, 100);
    assertThat(life.lastEpoch().getPassedAuditsMilli()).isEqualTo(7_000);
    assertThat(life.lastChange().getPassedAuditsMilli()).isEqualTo(7_000);
    assertThat(life.standing().getCredibilityPpm())
        .isEqualTo(life.lastChange().getCredibilityPpm());
    life.epoch(1, Outcome.AGREED, 100);
    assertThat(life.lastEpoch().getPassedAuditsMilli()).isBetween(6_900, 6_999);
    life.judge(Outcome.INCONCLUSIVE, Light.DOUBTED, 1, 2 * Life.EPOCH + 50);
    life.epoch(2, Outcome.AGREED, 100);
    assertThat(life.lastEpoch().getPassedAuditsMilli()).isZero();
    assertThat(life.node.state()).isEqualTo(NodeState.ACTIVE);
  }

  private void withhold(int epoch, int jobs) {
    life.judge(Outcome.SILENT, Light.WITHHELD, jobs, epoch * Life.EPOCH + 50);
    life.epoch(epoch, Outcome.AGREED, jobs);
  }
}
