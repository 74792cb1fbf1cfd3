package io.infera.verification.domain.reputation;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.NodeState;
import org.junit.jupiter.api.Test;

/** Where stakes are required, they decide who may be drawn. */
class StakeTest {
  private final Life life = Life.withStakes();

  @Test
  void shouldJoinWithTheLeastStakeAndNotWithLess() {
    life.register(100).beat(200).stake(300, 999, false, "0xa");
    assertThat(life.roster()).isEmpty();
    life.stake(400, 1_000, false, "0xb");
    assertThat(life.reasons()).containsExactly("JOINED");
    assertThat(life.lastChange().getMember()).isTrue();
    assertThat(life.lastChange().getEvidence()).isEmpty();
  }

  @Test
  void shouldJoinWhateverIsReadFirst() {
    life.stake(100, 1_000, false, "0xa").register(200).beat(300);
    assertThat(life.reasons()).containsExactly("JOINED");
    assertThat(life.node.forgettable()).isFalse();
  }

  @Test
  void shouldLeaveAtOnceWhenTheStakeIsTakenOut() {
    life.register(100).beat(200).stake(300, 1_000, false, "0xa").stake(400, 0, false, "0xb");
    assertThat(life.reasons()).containsExactly("JOINED", "UNSTAKED");
    assertThat(life.lastChange().getMember()).isFalse();
    assertThat(life.lastChange().getState()).isEqualTo(NodeState.PROBATION);
    assertThat(life.lastChange().getAt().toEpochMilli()).isEqualTo(400);
    assertThat(life.lastChange().getEvidence()).containsExactly("31337:0xb");
    life.stake(500, 2_000, false, "0xc");
    assertThat(life.comings()).containsExactly("JOINED", "UNSTAKED", "RETURNED");
    assertThat(life.lastChange().getEvidence()).isEmpty();
  }

  @Test
  void shouldLeaveForGoodWhenTheContractEjectsIt() {
    life.register(100).beat(200).stake(300, 1_000, false, "0xa").stake(400, 0, true, "0xb");
    assertThat(life.reasons()).containsExactly("JOINED", "EJECTED_ON_CHAIN");
    assertThat(life.lastChange().getMember()).isFalse();
    assertThat(life.lastChange().getState()).isEqualTo(NodeState.EJECTED);
    assertThat(life.lastChange().getEvidence()).containsExactly("31337:0xb");
    assertThat(life.standing().getState()).isEqualTo(NodeState.EJECTED);
    assertThat(life.standing().getEvidence()).containsExactly("31337:0xb");
    life.beat(1_000).stake(1_100, 0, true, "0xc");
    assertThat(life.roster()).hasSize(2);
    assertThat(life.node.forgettable()).isFalse();
  }

  /** Who is out of the draw for something else loses its access to Kafka, too. */
  @Test
  void shouldTellOfAnEjectionAlsoWhenTheNodeIsOutAlready() {
    life.register(100).beat(200).stake(300, 1_000, false, "0xa").beat(400, true, true);
    assertThat(life.comings()).containsExactly("JOINED", "LEFT");
    life.stake(500, 0, true, "0xb");
    assertThat(life.comings()).containsExactly("JOINED", "LEFT", "EJECTED_ON_CHAIN");
    assertThat(life.lastChange().getState()).isEqualTo(NodeState.EJECTED);
  }

  /** A reorganisation can take an ejection back. */
  @Test
  void shouldReturnWhenTheChainTakesTheEjectionBack() {
    life.register(100).beat(200).stake(300, 1_000, false, "0xa").stake(400, 0, true, "0xb");
    life.stake(500, 1_000, false, null);
    assertThat(life.comings()).containsExactly("JOINED", "EJECTED_ON_CHAIN", "RETURNED");
    assertThat(life.lastChange().getState()).isEqualTo(NodeState.PROBATION);
  }

  @Test
  void shouldNotCareWhereStakesAreNotRequired() {
    var free = new Life();
    free.register(100).beat(200).stake(300, 0, true, "0xa");
    assertThat(free.reasons()).containsExactly("JOINED");
    assertThat(free.lastChange().getState()).isEqualTo(NodeState.PROBATION);
  }

  @Test
  void shouldForgetWhoHasStakedNothingAndIsNobody() {
    life.stake(100, 1_000, false, "0xa");
    assertThat(life.node.forgettable()).isFalse();
    life.stake(200, 0, false, "0xb");
    assertThat(life.node.forgettable()).isTrue();
  }
}
