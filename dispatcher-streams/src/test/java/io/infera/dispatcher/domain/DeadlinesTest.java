package io.infera.dispatcher.domain;

import static io.infera.event.AttemptPurpose.AUDIT;
import static io.infera.event.AttemptPurpose.ESCALATION;
import static io.infera.event.AttemptPurpose.FIRST;
import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.AttemptPurpose;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
  private final Deadlines deadlines = Deadlines.DEFAULT;

  @Test
  void shouldGiveThePolicysTimeWhenThereIsPlenty() {
    assertThat(millis(FIRST, 1, 60_000)).isEqualTo(10_000);
    assertThat(millis(ESCALATION, 2, 60_000)).isEqualTo(10_000);
  }

  @Test
  void shouldLeaveHalfForTheNextAttempt() {
    assertThat(millis(FIRST, 1, 8_200)).isEqualTo(4_000);
    assertThat(millis(ESCALATION, 2, 4_200)).isEqualTo(2_000);
  }

  @Test
  void shouldTakeAllButTheReserveForTheLastAttempt() {
    assertThat(millis(ESCALATION, 3, 4_200)).isEqualTo(4_000);
  }

  @Test
  void shouldNotCutAShortRequestIntoUselessPieces() {
    assertThat(millis(FIRST, 1, 400)).isEqualTo(360);
  }

  @Test
  void shouldGiveAnAuditItsTimeAlthoughTheRequestIsOver() {
    assertThat(millis(AUDIT, 2, -5_000)).isEqualTo(10_000);
  }

  @Test
  void shouldWaitForAllNodesAQuarterOfWhatIsLeftAndNoLongerThanAnAttemptTakes() {
    assertThat(patience(60_000)).isEqualTo(10_000);
    assertThat(patience(8_000)).isEqualTo(2_000);
    assertThat(patience(-1)).isZero();
  }

  private long patience(int leftMillis) {
    var now = Samples.NOW;
    return Duration.between(
            now, deadlines.patience(Samples.policy(), now, now.plusMillis(leftMillis)))
        .toMillis();
  }

  @Test
  void shouldNeverPassTheRequestsDeadline() {
    var random = new Random(31);
    for (int i = 0; i < 10_000; i++) {
      int left = random.nextInt(100_000);
      long millis = millis(random.nextBoolean() ? FIRST : ESCALATION, 1 + random.nextInt(4), left);
      assertThat(millis).isBetween(0L, (long) left);
    }
  }

  private long millis(AttemptPurpose purpose, int attempt, int leftMillis) {
    var now = Samples.NOW;
    return Duration.between(
            now, deadlines.of(purpose, attempt, Samples.policy(), now, now.plusMillis(leftMillis)))
        .toMillis();
  }
}
