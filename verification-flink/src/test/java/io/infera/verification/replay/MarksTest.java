package io.infera.verification.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.Verdict;
import io.infera.schemas.testing.Records;
import org.junit.jupiter.api.Test;

class MarksTest {
  private static final long LATE = Long.MAX_VALUE / 2;

  private final Verdict verdict = Records.verdict();
  private final Marks published = new Marks(Scope.whole(LATE));
  private final Marks again = new Marks(Scope.whole(LATE));

  @Test
  void shouldFindNoDifferenceInTheSameStoryToldInAnotherOrderAndTwice() {
    published.add(verdict);
    published.add(Records.settlement());
    again.add(Records.settlement());
    again.add(verdict);
    again.add(verdict);

    assertThat(published.missingFrom(again)).isZero();
    assertThat(again.missingFrom(published)).isZero();
    assertThat(again.size()).isEqualTo(2);
  }

  @Test
  void shouldSeeThatAVerdictDiffers() {
    published.add(verdict);
    again.add(Verdict.newBuilder(verdict).setReason("ANOTHER").build());

    assertThat(published.missingFrom(again)).isEqualTo(1);
    assertThat(again.missingFrom(published)).isEqualTo(1);
    assertThat(again.missing(verdict).map(Replayable::record)).hasValue("verdict");
  }

  @Test
  void shouldSeeThatOneIsMissing() {
    published.add(verdict);

    assertThat(published.missingFrom(again)).isEqualTo(1);
    assertThat(again.missingFrom(published)).isZero();
  }

  @Test
  void shouldSayNothingOfWhatIsLaterThanTheHorizon() {
    var early = new Marks(Scope.whole(verdict.getClosedAt().toEpochMilli() - 1));
    early.add(verdict);

    assertThat(early.size()).isZero();
    assertThat(early.missing(verdict)).isEmpty();
  }
}
