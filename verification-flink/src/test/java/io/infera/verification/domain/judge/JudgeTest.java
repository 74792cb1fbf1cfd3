package io.infera.verification.domain.judge;

import static io.infera.event.AttemptPurpose.AUDIT;
import static io.infera.event.AttemptPurpose.ESCALATION;
import static io.infera.event.AttemptPurpose.FIRST;
import static io.infera.verification.domain.judge.Cases.at;
import static io.infera.verification.domain.judge.Cases.disposition;
import static io.infera.verification.domain.judge.Cases.drawn;
import static io.infera.verification.domain.judge.Cases.failed;
import static io.infera.verification.domain.judge.Cases.result;
import static io.infera.verification.domain.judge.Cases.right;
import static io.infera.verification.domain.judge.Cases.turned;
import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.AnswerStatus;
import io.infera.event.AuditFinding;
import io.infera.event.DispositionKind;
import io.infera.event.NodePayment;
import io.infera.event.Outcome;
import io.infera.schemas.canonical.Digests;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JudgeTest {
  private final Court court = new Court();

  @Test
  void shouldAnswerAtTheShortestPrefixWithAQuorumAndCloseWhenAllHaveAnswered() {
    court.take(drawn(1, FIRST, 100, "a", "b", "c"), 100).take(result("b", 1, right()), 150);
    assertThat(court.effects).isEmpty();

    court.take(result("a", 1, turned(Cases.NEAR, 2)), 160);
    assertThat(court.answers()).hasSize(1);
    var answer = court.answers().get(0);
    assertThat(answer.getStatus()).isEqualTo(AnswerStatus.VERIFIED);
    assertThat(answer.getReason()).isEqualTo("QUORUM");
    assertThat(answer.getNodeId()).isIn("a", "b");
    assertThat(answer.getAgreeing()).isEqualTo(2);
    assertThat(answer.getDrawn()).isEqualTo(3);
    assertThat(answer.getDecidedAt()).isEqualTo(at(160));
    assertThat(court.closes()).isEmpty();

    court.take(result("c", 1, right()), 170);
    assertThat(court.effects).hasSize(3);
    var verdict = court.verdict();
    assertThat(verdict.getClique()).containsExactly("a", "b", "c");
    assertThat(verdict.getMedoid()).isEqualTo("b");
    assertThat(verdict.getClosedAt()).isEqualTo(at(170));
    assertThat(verdict.getAttempts()).isEqualTo(1);
    assertThat(verdict.getAudit()).isEqualTo(AuditFinding.NONE);
    assertThat(verdict.getSimilarities()).hasSize(3);
    assertThat(verdict.getResponseDigest()).isEqualTo(Digests.output(answer.getOutput()));
    assertThat(court.settlement().getVerdictDigest()).isEqualTo(Digests.verdict(verdict));
    assertThat(court.settlement().getPayments())
        .containsExactly(
            new NodePayment("a", 200L, 100),
            new NodePayment("b", 200L, 100),
            new NodePayment("c", 200L, 100));
    assertThat(court.settlement().getPriceMicroInfer()).isEqualTo(600);
    assertThat(court.settlement().getFaults()).isEmpty();
  }

  @Test
  void shouldCallASilentNodeSilentAtTheDeadline() {
    court.take(drawn(1, FIRST, 100, "a", "b", "c"), 100);
    court.take(result("a", 1, right()), 150).take(result("b", 1, right()), 160).until(2_099);
    assertThat(court.closes()).isEmpty();
    court.until(2_100);
    assertThat(court.outcomes())
        .isEqualTo(Map.of("a", Outcome.AGREED, "b", Outcome.AGREED, "c", Outcome.SILENT));
    assertThat(court.verdict().getClosedAt()).isEqualTo(at(2_100));
    assertThat(court.escalations()).isEmpty();
  }

  @Test
  void shouldCloseNoEarlierThanADispositionThatCameAfterItsOwnDeadline() {
    var disposition = drawn(1, FIRST, 100, "a", "b", "c");
    long late = disposition.getAttemptDeadline().toEpochMilli() + 700;

    court.take(disposition, late).until(late + 100_000);

    assertThat(court.closes()).hasSize(1);
    assertThat(court.verdict().getClosedAt()).isAfterOrEqualTo(at(late));
  }

  @Test
  void shouldIgnoreAResultAfterTheDeadlineThoughTheTimerHasNotFired() {
    court.take(drawn(1, FIRST, 100, "a", "b", "c"), 100);
    court.take(result("a", 1, right()), 150).take(result("b", 1, right()), 2_100);
    court.take(result("c", 1, right()), 2_101).until(2_101);
    assertThat(court.ignored()).containsExactly(Ignored.LATE);
    assertThat(court.outcomes())
        .containsEntry("c", Outcome.SILENT)
        .containsEntry("b", Outcome.AGREED);
  }

  @Test
  void shouldEscalateToTheMaximumAndThenAuditWhatIsUnverified() {
    court.take(drawn(1, FIRST, 100, "a", "b", "c"), 100);
    court
        .take(result("a", 1, turned(0.9, 1)), 110)
        .take(result("b", 1, turned(0.9, 2)), 120)
        .take(failed("c", 1), 130);
    assertThat(court.escalations().get(0).getPurpose()).isEqualTo(ESCALATION);
    assertThat(court.escalations().get(0).getReplicas()).isEqualTo(2);
    court.take(drawn(2, ESCALATION, 200, "d", "e"), 200);
    court.take(result("d", 2, turned(0.9, 3)), 210).take(result("e", 2, turned(0.9, 4)), 220);
    court
        .take(drawn(3, ESCALATION, 300, "f", "g"), 300)
        .take(result("f", 3, right()), 310)
        .until(2_300);
    assertThat(court.answers()).hasSize(1);
    assertThat(court.answers().get(0).getStatus()).isEqualTo(AnswerStatus.UNVERIFIED);
    assertThat(court.answers().get(0).getDecidedAt()).isEqualTo(at(2_300));
    assertThat(court.escalations()).hasSize(3);
    assertThat(court.escalations().get(2).getAttempt()).isEqualTo(4);

    court.take(drawn(4, AUDIT, 2_400, "z"), 2_400).take(result("z", 4, right()), 2_450);
    assertThat(court.outcomes())
        .containsEntry("a", Outcome.FAULTY)
        .containsEntry("c", Outcome.FAILED)
        .containsEntry("f", Outcome.VINDICATED)
        .containsEntry("g", Outcome.SILENT);
    assertThat(court.verdict().getClique()).isEmpty();
    assertThat(court.verdict().getMedoid()).isNull();
    assertThat(court.verdict().getAudit()).isEqualTo(AuditFinding.CONFIRMED);
    assertThat(court.settlement().getPayments()).isEmpty();
    assertThat(court.answers()).hasSize(1);
  }

  @Test
  void shouldNeedAMajorityOfAllDrawnAfterAnEscalation() {
    court
        .take(drawn(1, FIRST, 100, "a", "b", "c"), 100)
        .take(result("a", 1, right()), 110)
        .until(2_100);
    court.take(drawn(2, ESCALATION, 2_200, "d", "e"), 2_200).take(result("d", 2, right()), 2_210);
    assertThat(court.answers()).isEmpty();
    court.take(result("e", 2, right()), 2_220);
    assertThat(court.answers().get(0).getAgreeing()).isEqualTo(3);
    assertThat(court.answers().get(0).getDrawn()).isEqualTo(5);
    assertThat(court.verdict().getClique()).containsExactly("a", "d", "e");
    assertThat(court.outcomes()).containsEntry("b", Outcome.SILENT);
  }

  @Test
  void shouldEndUnverifiedWhenAnEscalationCannotBeFilled() {
    court.take(drawn(1, FIRST, 100, "a", "b", "c"), 100).until(2_100);
    court.take(disposition(2, ESCALATION, DispositionKind.REJECTED, 2_500).build(), 2_500);
    assertThat(court.answers().get(0).getStatus()).isEqualTo(AnswerStatus.UNVERIFIED);
    assertThat(court.verdict().getClosedAt()).isEqualTo(at(2_500));
    assertThat(court.outcomes().values()).containsOnly(Outcome.SILENT);
  }

  @Test
  void shouldExpireWhenAnEscalationIsNeverDisposedOf() {
    court.take(drawn(1, FIRST, 100, "a", "b", "c"), 100).until(Cases.DEADLINE - 1);
    assertThat(court.answers()).isEmpty();
    court.until(Cases.DEADLINE);
    assertThat(court.answers().get(0).getStatus()).isEqualTo(AnswerStatus.EXPIRED);
    assertThat(court.answers().get(0).getReason()).isEqualTo("DEADLINE");
    assertThat(court.closes()).hasSize(1);
    court.take(drawn(2, ESCALATION, Cases.DEADLINE + 1, "d"), Cases.DEADLINE + 1);
    assertThat(court.ignored()).containsExactly(Ignored.ENDED);
  }

  @Test
  void shouldNotEscalateWithoutUsefulTime() {
    var late =
        disposition(1, FIRST, DispositionKind.ASSIGNED, 9_000, "a", "b", "c")
            .setAttemptDeadline(at(9_501));
    court.take(late.build(), 9_000).until(9_501);
    assertThat(court.escalations()).isEmpty();
    assertThat(court.answers().get(0).getStatus()).isEqualTo(AnswerStatus.UNVERIFIED);
  }

  @Test
  void shouldAnswerAtTheRequestDeadlineAndJudgeOnUntilTheAttemptCloses() {
    court.take(drawn(1, FIRST, 9_000, "a", "b", "c"), 9_000).take(result("a", 1, right()), 9_900);
    court.until(10_000);
    assertThat(court.answers().get(0).getStatus()).isEqualTo(AnswerStatus.EXPIRED);
    assertThat(court.closes()).isEmpty();
    court.take(result("b", 1, right()), 10_500).until(11_000);
    assertThat(court.answers()).hasSize(1);
    assertThat(court.verdict().getStatus()).isEqualTo(AnswerStatus.EXPIRED);
    assertThat(court.verdict().getClique()).containsExactly("a", "b");
    assertThat(court.outcomes())
        .containsEntry("a", Outcome.AGREED)
        .containsEntry("c", Outcome.SILENT);
    assertThat(court.settlement().getPayments()).isEmpty();
  }

  @Test
  void shouldExpireBeforeALaterResultThoughTheTimerHasNotFired() {
    court.take(drawn(1, FIRST, 9_000, "a", "b", "c"), 9_000).take(result("a", 1, right()), 9_900);
    court.take(result("b", 1, right()), 10_001);
    assertThat(court.answers().get(0).getStatus()).isEqualTo(AnswerStatus.EXPIRED);
    assertThat(court.answers().get(0).getDecidedAt()).isEqualTo(at(10_000));
  }

  @Test
  void shouldBufferResultsThatComeBeforeTheirDisposition() {
    court
        .take(result("b", 1, right()), 150)
        .take(result("x", 1, right()), 151)
        .take(result("a", 1, right()), 160);
    assertThat(court.effects).isEmpty();
    court.take(drawn(1, FIRST, 155, "a", "b", "c"), 155);
    assertThat(court.ignored()).containsExactly(Ignored.NOT_ASSIGNED);
    assertThat(court.answers().get(0).getDecidedAt()).isEqualTo(at(160));
  }

  @Test
  void shouldBoundWhatItBuffersAndForgetOrphans() {
    for (int i = 0; i < 70; i++) {
      court.take(result("n" + i, 1, right()), 100);
    }
    assertThat(court.ignored()).hasSize(6).containsOnly(Ignored.BUFFER_FULL);
    court.effects.clear();
    court.until(30_099);
    assertThat(court.state.forgettable()).isFalse();
    court.until(30_100);
    assertThat(court.ignored()).hasSize(64).containsOnly(Ignored.ORPHAN);
    assertThat(court.state.forgettable()).isTrue();
    assertThat(court.judge.nextTimer(court.state)).isEmpty();
  }

  @Test
  void shouldLetTheFirstDispositionOfAnAttemptWin() {
    court
        .take(drawn(1, FIRST, 100, "a", "b", "c"), 100)
        .take(drawn(1, FIRST, 101, "d", "e", "f"), 101);
    assertThat(court.ignored()).containsExactly(Ignored.REPEATED_DISPOSITION);
    court.take(result("d", 1, right()), 150);
    assertThat(court.ignored()).containsExactly(Ignored.REPEATED_DISPOSITION, Ignored.NOT_ASSIGNED);
  }

  @Test
  void shouldNotAnswerForTheDispatcher() {
    court.take(disposition(1, FIRST, DispositionKind.REJECTED, 100).build(), 100);
    court.take(drawn(1, FIRST, 101, "a", "b", "c"), 101).take(result("a", 1, right()), 150);
    assertThat(court.ignored()).containsExactly(Ignored.ENDED, Ignored.ENDED);
    assertThat(court.answers()).isEmpty();
    assertThat(court.closes()).isEmpty();
  }

  @Test
  void shouldForgetAnEndedCaseAndStillNotOpenItAgain() {
    court.take(drawn(1, FIRST, 100, "a", "b", "c"), 100).until(69_999);
    assertThat(court.state.forgettable()).isFalse();
    court.until(70_000);
    assertThat(court.state.forgettable()).isTrue();
    court.state = RequestCase.empty();
    court.effects.clear();
    court.take(drawn(1, FIRST, 100, "a", "b", "c"), 70_001);
    assertThat(court.ignored()).containsExactly(Ignored.ENDED);
    assertThat(court.state.forgettable()).isTrue();
  }
}
