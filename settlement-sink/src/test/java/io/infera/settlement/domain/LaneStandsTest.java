package io.infera.settlement.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaneStandsTest {
  private static Anchored batch(int lane, long first, long next) {
    Bytes32 any = Bytes32.ZERO;
    var range = new OffsetRange(lane, first, next);
    return new Anchored(range, any, 1, any, any, new Block(1, any, Instant.EPOCH));
  }

  private static LaneStands at(Long... next) {
    return LaneStands.of(List.of(next));
  }

  @Test
  void shouldFollowEventsThatLeadToWhereTheLanesStand() {
    var first = List.of(batch(0, 0, 5), batch(1, 0, 3));
    assertThat(LaneStands.BEGIN.lead(first, at(5L, 3L))).isTrue();
    assertThat(at(5L, 3L).lead(List.of(batch(0, 5, 9)), at(9L, 3L))).isTrue();
    assertThat(at(9L, 3L).lead(List.of(), at(9L, 3L))).isTrue();
    assertThat(at(9L).lead(List.of(batch(2, 0, 1)), at(9L, 0L, 1L))).isTrue();
  }

  @Test
  void shouldMissTheLastEvent() {
    LaneStands there = at(9L, 0L);
    assertThat(LaneStands.BEGIN.lead(List.of(batch(0, 0, 5)), there)).isFalse();
    assertThat(LaneStands.BEGIN.lead(List.of(), there)).isFalse();
    var all = List.of(batch(0, 0, 5), batch(0, 5, 9));
    assertThat(LaneStands.BEGIN.lead(all, there)).isTrue();
  }

  @Test
  void shouldMissAnEventInBetween() {
    var all = List.of(batch(0, 0, 5), batch(0, 6, 9));
    assertThat(LaneStands.BEGIN.lead(all, at(9L))).isFalse();
    assertThat(LaneStands.BEGIN.lead(List.of(batch(0, 5, 9)), at(9L))).isFalse();
  }

  @Test
  void shouldTakeWhatItFindsWhereNobodyKnows() {
    assertThat(LaneStands.UNKNOWN.lead(List.of(batch(0, 40, 50)), at(50L, 7L))).isTrue();
    assertThat(at(4L).lead(List.of(), LaneStands.UNKNOWN)).isTrue();
  }
}
