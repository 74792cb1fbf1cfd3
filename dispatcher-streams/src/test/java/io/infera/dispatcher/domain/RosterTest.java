package io.infera.dispatcher.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RosterTest {
  @Test
  void shouldHaveTheOffsetAfterTheLastChangeAsItsVersion() {
    Roster roster =
        Roster.EMPTY.after(Samples.node(1).build(), 0).after(Samples.node(2).build(), 7);
    assertThat(roster.version()).isEqualTo(8);
    assertThat(new Roster.Builder(roster).skip(9).build().version()).isEqualTo(10);
  }

  @Test
  void shouldNotChangeOnceMade() {
    Roster before = Samples.roster(List.of(Samples.node(1).build()));
    Roster after = before.after(Samples.node(1).setMember(false).build(), 1);
    assertThat(before.market(Samples.policy(), null).size()).isEqualTo(1);
    assertThat(after.market(Samples.policy(), null).size()).isZero();
    assertThat(after.members()).isZero();
  }

  @Test
  void shouldPassOverAChangeThatWasAppliedAlready() {
    Roster roster = Samples.roster(List.of(Samples.node(1).setWeight(5).build()));
    assertThat(
            roster
                .after(Samples.node(1).setWeight(9).build(), 0)
                .market(Samples.policy(), null)
                .totalWeight())
        .isEqualTo(5);
  }

  @Test
  void shouldRememberWhoRanANodeThatLeft() {
    Roster roster = Samples.roster(List.of(Samples.node(1).setMember(false).build()));
    assertThat(roster.operatorOf(Samples.address(1))).contains(Samples.address(1_000_001));
    assertThat(roster.operatorOf(Samples.address(2))).isEmpty();
  }

  @Test
  void shouldNotCountAMemberWithoutWeight() {
    Roster roster =
        Samples.roster(
            List.of(Samples.node(1).setWeight(0).build(), Samples.node(2).setWeight(-4).build()));
    assertThat(roster.market(Samples.policy(), null).size()).isZero();
  }

  @Test
  void shouldNotOverflowWithMonstrousWeights() {
    Roster roster =
        Samples.roster(
            List.of(
                Samples.node(1).setWeight(Long.MAX_VALUE).build(),
                Samples.node(2).setWeight(Long.MAX_VALUE).build()));
    var candidates = roster.market(Samples.policy(), null);
    assertThat(candidates.totalWeight()).isEqualTo(2 * Candidates.MAX_WEIGHT);
    assertThat(candidates.at(0).getNodeId()).isEqualTo(Samples.address(1));
    assertThat(candidates.at(-1).getNodeId()).isEqualTo(Samples.address(2));
  }
}
