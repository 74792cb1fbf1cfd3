package io.infera.settlement.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaneStandsTest {
  private final LaneStands stands = LaneStands.unknown();

  private static Anchored batch(int lane, long first, long next) {
    Bytes32 any = Bytes32.ZERO;
    var range = new OffsetRange(lane, first, next);
    return new Anchored(range, any, 1, any, any, new Block(1, any, Instant.EPOCH));
  }

  @Test
  void shouldFollowEventsThatLeadToWhereTheLanesStand() {
    stands.begin();
    assertThat(stands.advance(List.of(batch(0, 0, 5), batch(1, 0, 3)), List.of(5L, 3L))).isTrue();
    assertThat(stands.advance(List.of(batch(0, 5, 9)), List.of(9L, 3L))).isTrue();
    assertThat(stands.advance(List.of(), List.of(9L, 3L))).isTrue();
  }

  @Test
  void shouldMissTheLastEvent() {
    stands.begin();
    assertThat(stands.advance(List.of(batch(0, 0, 5)), List.of(9L, 0L))).isFalse();
    assertThat(stands.advance(List.of(), List.of(9L, 0L))).isFalse();
    assertThat(stands.advance(List.of(batch(0, 0, 5), batch(0, 5, 9)), List.of(9L, 0L))).isTrue();
  }

  @Test
  void shouldMissAnEventInBetween() {
    stands.begin();
    assertThat(stands.advance(List.of(batch(0, 0, 5), batch(0, 6, 9)), List.of(9L))).isFalse();
    assertThat(stands.advance(List.of(batch(0, 5, 9)), List.of(9L))).isFalse();
  }

  @Test
  void shouldTakeWhatItFindsWhereItDoesNotKnow() {
    assertThat(stands.advance(List.of(batch(0, 40, 50)), List.of(50L, 7L))).isTrue();
    assertThat(stands.advance(List.of(batch(0, 51, 60)), List.of(60L, 7L))).isFalse();
    stands.forget();
    assertThat(stands.advance(List.of(batch(0, 51, 60)), List.of(60L, 7L))).isTrue();
    assertThat(stands.advance(List.of(), List.of(61L, 7L))).isFalse();
  }
}
