package io.infera.settlement.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.settlement.domain.LanePlan.Situation;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LanePlanTest {
  private static final Optional<OffsetRange> NOTHING = Optional.empty();

  @Test
  void shouldReadFromWhereTheChainStands() {
    var fresh = new Situation(0, 40, NOTHING, Optional.empty(), 0, 100);
    assertThat(LanePlan.of(fresh)).isEqualTo(new LanePlan.Seek(40));
  }

  @Test
  void shouldReadOnWhatBeginsThere() {
    var inPlace = new Situation(0, 40, NOTHING, Optional.of(40L), 0, 100);
    assertThat(LanePlan.of(inPlace)).isEqualTo(new LanePlan.Collect());
  }

  @Test
  void shouldForgetWhatBeginsElsewhere() {
    var behind = new Situation(0, 40, NOTHING, Optional.of(20L), 0, 100);
    var ahead = new Situation(0, 40, NOTHING, Optional.of(60L), 0, 100);
    assertThat(LanePlan.of(behind)).isEqualTo(new LanePlan.Seek(40));
    assertThat(LanePlan.of(ahead)).isEqualTo(new LanePlan.Seek(40));
  }

  @Test
  void shouldSendWhatIsArchivedEvenWhenTheLogHasForgottenIt() {
    var range = new OffsetRange(0, 40, 60);
    var forgotten = new Situation(0, 40, Optional.of(range), Optional.of(90L), 90, 100);
    assertThat(LanePlan.of(forgotten)).isEqualTo(new LanePlan.Anchor(range));
  }

  @Test
  void shouldStandStillWhenSettlementsWereDeleted() {
    var cut = new Situation(3, 40, NOTHING, Optional.of(40L), 41, 100);
    assertThat(LanePlan.of(cut))
        .isInstanceOfSatisfying(
            LanePlan.Halt.class,
            halt -> assertThat(halt.reason()).contains("lane 3", "40", "41", "deleted"));
  }

  @Test
  void shouldStandStillWhenTheChainIsAheadOfTheLog() {
    var anew = new Situation(3, 40, NOTHING, Optional.empty(), 0, 39);
    assertThat(LanePlan.of(anew))
        .isInstanceOfSatisfying(
            LanePlan.Halt.class, halt -> assertThat(halt.reason()).contains("made anew"));
  }

  @Test
  void shouldWaitAtTheEndOfAnEmptyLog() {
    var empty = new Situation(0, 0, NOTHING, Optional.of(0L), 0, 0);
    assertThat(LanePlan.of(empty)).isEqualTo(new LanePlan.Collect());
  }
}
