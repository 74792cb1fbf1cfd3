package io.infera.verification.domain.reputation;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.event.NodeState;
import io.infera.event.Outcome;
import io.infera.event.ReputationEpoch;
import io.infera.verification.domain.judge.NodeOutcome;
import io.infera.verification.domain.reputation.ReputationEffect.Ignore.Reason;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReputationTest {
  private final Life life = new Life().register(1);

  @Test
  void shouldNeverSuspendAnHonestNode() {
    var random = new Random(8);
    for (int epoch = 0; epoch < 1_000; epoch++) {
      life.judge(Outcome.SILENT, random.nextInt(3), epoch * Life.EPOCH + 50);
      life.judge(Outcome.DISSENTED, random.nextInt(2), epoch * Life.EPOCH + 60);
      life.judge(Outcome.INADMISSIBLE, random.nextInt(2), epoch * Life.EPOCH + 70);
      // A glitch in 10,000 jobs, ten times as often as the test allows for nothing.
      life.judge(Outcome.FAULTY, epoch % 333 == 332 ? 1 : 0, epoch * Life.EPOCH + 80);
      life.epoch(epoch, Outcome.AGREED, 30);
    }
    assertThat(life.epochs()).hasSize(1_000);
    assertThat(life.epochs())
        .extracting(ReputationEpoch::getState)
        .doesNotContain(NodeState.SUSPENDED);
    assertThat(life.node.state()).isEqualTo(NodeState.ACTIVE);
    assertThat(life.reasons()).containsOnly("JOINED", "STANDING");
    assertThat(life.lastEpoch().getAccuracyPpm()).isGreaterThan(850_000);
  }

  @Test
  void shouldTrustAnHonestNodeMoreWithTime() {
    life.epoch(0, Outcome.AGREED, 10);
    assertThat(life.lastEpoch().getState()).isEqualTo(NodeState.PROBATION);
    int first = life.lastEpoch().getStandingPpm();
    life.epoch(1, Outcome.AGREED, 30);
    assertThat(life.lastEpoch().getState()).isEqualTo(NodeState.ACTIVE);
    assertThat(life.lastChange().getMaxInFlight()).isZero();
    for (int epoch = 2; epoch < 20; epoch++) {
      life.epoch(epoch, Outcome.AGREED, 30);
    }
    assertThat(life.lastEpoch().getStandingPpm()).isGreaterThan(2 * first).isGreaterThan(900_000);
    assertThat(life.lastEpoch().getAvailabilityPpm()).isEqualTo(1_000_000);
    assertThat(life.lastChange().getWeight()).isGreaterThan(900_000);
  }

  @Test
  void shouldEjectAnImpostorInItsFirstEpochWithTheEvidence() {
    life.epoch(0, Outcome.FAULTY, 20);
    assertThat(life.reasons()).containsExactly("JOINED", "SUSPENDED", "EJECTED");
    assertThat(life.roster().get(1).getAt()).isEqualTo(Instant.ofEpochMilli(100));
    assertThat(life.lastChange().getMember()).isFalse();
    assertThat(life.lastChange().getEpoch()).isZero();
    assertThat(life.lastChange().getEvidence()).hasSize(16).contains("0xr/0");
    assertThat(life.standing().getFaults()).isEqualTo(20);
    life.epoch(1, Outcome.AGREED, 500).epoch(100, Outcome.AGREED, 500);
    assertThat(life.node.state()).isEqualTo(NodeState.EJECTED);
    assertThat(life.roster()).hasSize(3);
  }

  @Test
  void shouldCatchACheatWhoCheatsNowAndThen() {
    int epoch = 0;
    while (life.node.state() != NodeState.EJECTED && epoch < 200) {
      life.judge(Outcome.FAULTY, 1, epoch * Life.EPOCH + 50).epoch(epoch, Outcome.AGREED, 19);
      epoch++;
    }
    assertThat(epoch).isLessThanOrEqualTo(6);
  }

  @Test
  void shouldSuspendReinstateAndSuspendForLonger() {
    life.epoch(0, Outcome.FAULTY, 2);
    assertThat(life.node.state()).isEqualTo(NodeState.SUSPENDED);
    assertThat(life.lastChange().getEvidence()).containsExactly("0xr/0", "0xr/1");
    for (int epoch = 1; epoch <= 11; epoch++) {
      life.epoch(epoch, Outcome.AGREED, 0);
      assertThat(life.node.member()).isFalse();
    }
    life.epoch(12, Outcome.AGREED, 0);
    assertThat(life.reasons()).containsExactly("JOINED", "SUSPENDED", "REINSTATED");
    assertThat(life.lastChange().getMember()).isTrue();
    assertThat(life.lastChange().getState()).isEqualTo(NodeState.PROBATION);
    assertThat(life.lastChange().getEvidence()).isEmpty();
    life.epoch(13, Outcome.FAULTY, 1);
    assertThat(life.node.state()).isEqualTo(NodeState.SUSPENDED);
    assertThat(life.node.suspendedUntil).isEqualTo(13 + 24);
  }

  @Test
  void shouldReinstateANodeThatIsNotHeardWithoutMakingItAMember() {
    life.epoch(0, Outcome.FAULTY, 2).until(100 * Life.EPOCH);
    assertThat(life.node.state()).isEqualTo(NodeState.PROBATION);
    assertThat(life.node.member()).isFalse();
    life.beat(101 * Life.EPOCH);
    assertThat(life.reasons()).containsExactly("JOINED", "SUSPENDED", "REINSTATED", "RETURNED");
  }

  @Test
  void shouldLetAKilledNodeLeaveBySilenceAndNothingWorse() {
    life.epoch(0, Outcome.AGREED, 30).epoch(1, Outcome.SILENT, 12).epoch(2, Outcome.AGREED, 0);
    life.judge(Outcome.SILENT, 12, 3 * Life.EPOCH + 1).until(20 * Life.EPOCH);
    assertThat(life.reasons()).contains("SILENT").doesNotContain("SUSPENDED", "EJECTED");
    assertThat(life.lastEpoch().getAvailabilityPpm()).isLessThan(800_000);
    assertThat(life.lastEpoch().getEpoch()).isEqualTo(3);
    assertThat(life.standing().getSilent()).isEqualTo(24);
  }

  @Test
  void shouldNeverSuspendForWhatOthersCanBringAbout() {
    for (Outcome outcome :
        List.of(
            Outcome.SILENT,
            Outcome.FAILED,
            Outcome.DISSENTED,
            Outcome.INADMISSIBLE,
            Outcome.INCONCLUSIVE)) {
      var flaky = new Life().register(1);
      for (int epoch = 0; epoch < 100; epoch++) {
        flaky.epoch(epoch, outcome, 30);
      }
      assertThat(flaky.node.state()).isEqualTo(NodeState.PROBATION);
      assertThat(flaky.node.member()).isTrue();
      assertThat(flaky.lastEpoch().getStandingPpm()).isLessThanOrEqualTo(50_000);
    }
  }

  @Test
  void shouldLeaveAnIdleNodeWhereItIs() {
    for (int epoch = 0; epoch < 5; epoch++) {
      life.epoch(epoch, Outcome.AGREED, 30);
    }
    var before = life.lastEpoch();
    for (int epoch = 5; epoch < 300; epoch++) {
      life.epoch(epoch, Outcome.AGREED, 0);
    }
    assertThat(life.lastEpoch().getStandingPpm()).isEqualTo(before.getStandingPpm());
    assertThat(life.lastEpoch().getState()).isEqualTo(NodeState.ACTIVE);
  }

  @Test
  void shouldNotDependOnTheOrderOfOutcomes() {
    var random = new Random(9);
    List<NodeOutcome> outcomes = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      Outcome outcome =
          i % 40 == 0 ? Outcome.FAULTY : Outcome.values()[random.nextInt(Outcome.values().length)];
      outcomes.add(
          life.outcome(
              outcome == Outcome.FAULTY && i % 40 != 0 ? Outcome.AGREED : outcome,
              random.nextInt(40_000)));
    }
    List<ReputationEffect> expected = afterwards(outcomes, false);
    for (int round = 0; round < 20; round++) {
      Collections.shuffle(outcomes, random);
      assertThat(afterwards(outcomes, round % 2 == 0)).isEqualTo(expected);
    }
  }

  @Test
  void shouldKeepOutcomesOfALaterEpochApart() {
    life.judge(Outcome.AGREED, 3, Life.EPOCH)
        .judge(Outcome.AGREED, 2, Life.EPOCH - 1)
        .until(2 * Life.EPOCH);
    assertThat(life.epochs()).extracting(ReputationEpoch::getJobs).containsExactly(2L, 3L);
    life.judge(Outcome.AGREED, 1, 1);
    assertThat(life.ignored()).containsExactly(Reason.CLOSED_EPOCH);
  }

  @Test
  void shouldRefuseStateOfUnknownVersionOrCutShort() {
    life.epoch(0, Outcome.FAULTY, 2).judge(Outcome.AGREED, 3, Life.EPOCH + 5);
    byte[] bytes = life.node.toBytes();
    assertThat(bytes[0]).isEqualTo(ReputationFormat.V4);
    assertThat(NodeReputation.fromBytes(bytes).toBytes()).isEqualTo(bytes);
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> NodeReputation.fromBytes(cut))
          .isInstanceOf(IllegalArgumentException.class);
    }
    bytes[0] = 99;
    assertThatThrownBy(() -> NodeReputation.fromBytes(bytes)).hasMessageContaining("found 99");
  }

  private static List<ReputationEffect> afterwards(List<NodeOutcome> outcomes, boolean snapshots) {
    var life = new Life().register(1).beat(2);
    for (NodeOutcome outcome : outcomes) {
      life.effects.addAll(life.registrar.on(life.node, outcome));
      if (snapshots) {
        life.node = life.node.copy();
      }
    }
    return life.until(100_000).effects;
  }

  /** As the second format had it: a node that is registered, heard, and once shown wrong. */
  @Test
  void shouldReadWhatAnEarlierReleaseKept() throws IOException {
    byte[] then;
    try (var in = ReputationTest.class.getResourceAsStream("node-v2.hex")) {
      then = HexFormat.of().parseHex(new String(in.readAllBytes(), US_ASCII).replace("\n", ""));
    }

    NodeReputation node = NodeReputation.fromBytes(then);

    assertThat(then[0]).isEqualTo(ReputationFormat.V2);
    assertThat(node.member()).isTrue();
    assertThat(node.stake).isEqualTo(StakeHeld.NONE);
    assertThat(node.comingFaults).containsExactly(new Evidence(300, "0xr/0", false));
    assertThat(node.tallies.get(0L).faults).isEqualTo(1);
    assertThat(node.tallies.get(0L).conspired).isZero();
    assertThat(NodeReputation.fromBytes(node.toBytes()).toBytes()).isEqualTo(node.toBytes());
  }
}
