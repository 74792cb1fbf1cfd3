package io.infera.infra.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.Disposition;
import io.infera.event.DispositionKind;
import io.infera.event.InferenceResponse;
import io.infera.event.NodeJudgement;
import io.infera.event.NodeState;
import io.infera.event.Outcome;
import io.infera.event.SettlementEvent;
import io.infera.event.Verdict;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.testing.Records;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The negative control: the audit finds nothing in a run where all went well, and sees each kind of
 * failure in one that differs from it by that failure alone.
 */
class AuditTest {
  private static final RequestKey KEY = new RequestKey(Records.REQUESTER, Records.REQUEST_ID);

  private final Downtimes downtimes = new Downtimes(Duration.ofSeconds(10));
  private final Audit audit = new Audit(downtimes);

  @Test
  void shouldFindNothingWhereAllWentWell() {
    accepted();
    audit.answered(answer());
    audit.judged(verdict());
    settled();

    assertThat(audit.open()).isZero();
    assertThat(audit.findings()).isEqualTo(new Findings(1, 0, 0, 0, 0, 0, List.of()));
    assertThat(audit.findings().clean()).isTrue();
  }

  @Test
  void shouldCountIdenticalRepetitionsOnce() {
    accepted();
    audit.answered(answer());
    audit.answered(answer());
    audit.judged(verdict());
    audit.judged(verdict());
    settled();

    assertThat(audit.findings().clean()).isTrue();
    assertThat(audit.byStatus()).containsExactly(Map.entry("VERIFIED", 1));
  }

  @Test
  void shouldSeeALostAnswer() {
    accepted();
    audit.judged(verdict());
    settled();

    assertThat(audit.open()).isEqualTo(1);
    assertThat(audit.findings().lost()).isEqualTo(1);
    assertThat(audit.suspects()).isTrue();
    assertThat(audit.findings().problems())
        .containsExactly("request " + RequestId.of(KEY) + " is lost");
    audit.name(KEY);
    assertThat(audit.findings().problems()).containsExactly("request " + KEY + " is lost");
  }

  @Test
  void shouldSeeAnAcknowledgedRequestThatTheLogLacks() {
    audit.acknowledged(KEY);

    assertThat(audit.open()).isEqualTo(1);
    assertThat(audit.findings().lost()).isEqualTo(1);
  }

  @Test
  void shouldSeeConflictingAnswers() {
    complete();
    audit.answered(InferenceResponse.newBuilder(answer()).setReason("ANOTHER").build());

    assertThat(audit.findings().conflicting()).isEqualTo(1);
    assertThat(audit.findings().clean()).isFalse();
  }

  @Test
  void shouldSeeConflictingVerdicts() {
    complete();
    audit.judged(Verdict.newBuilder(verdict()).setReason("ANOTHER").build());

    assertThat(audit.findings().conflicting()).isEqualTo(1);
  }

  @Test
  void shouldSeeASettlementTwiceInTheLog() {
    complete();
    audit.settled(settlement());

    assertThat(audit.findings().settledTwice()).isEqualTo(1);
    assertThat(audit.findings().clean()).isFalse();
  }

  @Test
  void shouldSeeASettlementTwiceOnTheChain() {
    complete();
    audit.anchored(KEY);

    assertThat(audit.findings().settledTwice()).isEqualTo(1);
  }

  @Test
  void shouldSeeAnAssignedRequestThatIsNeverJudged() {
    accepted();
    audit.answered(answer());

    assertThat(audit.open()).isEqualTo(1);
    assertThat(audit.findings().unsettled()).isEqualTo(1);
  }

  @Test
  void shouldSeeAVerdictThatIsNotOnTheChain() {
    accepted();
    audit.answered(answer());
    audit.judged(verdict());
    audit.settled(settlement());
    audit.receiptFinal(KEY);

    assertThat(audit.findings().unsettled()).isEqualTo(1);
  }

  @Test
  void shouldSeeAReceiptThatDoesNotHold() {
    complete();
    audit.refuted(KEY.toString(), "expected root a, found b");

    assertThat(audit.findings().clean()).isFalse();
  }

  @Test
  void shouldAskForNoSettlementOfWhatTheDispatcherRefused() {
    audit.acknowledged(KEY);
    audit.requested(KEY);
    audit.disposed(disposition(DispositionKind.REJECTED));
    audit.answered(answer());

    assertThat(audit.open()).isZero();
    assertThat(audit.findings().clean()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"FAULTY", "DISSENTED", "INADMISSIBLE", "FAILED"})
  void shouldSeeAnHonestNodeBlamed(Outcome outcome) {
    accepted();
    audit.answered(answer());
    audit.judged(
        Verdict.newBuilder(verdict())
            .setJudgements(
                List.of(
                    NodeJudgement.newBuilder(verdict().getJudgements().get(0))
                        .setOutcome(outcome)
                        .build()))
            .build());
    settled();

    assertThat(audit.findings().honestPenalised()).isEqualTo(1);
    assertThat(audit.findings().clean()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"SUSPENDED", "EJECTED"})
  void shouldSeeAnHonestNodePutOut(NodeState state) {
    complete();
    audit.stands(Records.node(1), NodeState.ACTIVE, "JOINED");
    audit.stands(Records.node(1), state, "STANDING");
    audit.stands(Records.node(1), NodeState.ACTIVE, "REINSTATED");

    assertThat(audit.findings().honestPenalised()).isEqualTo(1);
  }

  @Test
  void shouldForgiveTheSilenceOfWhoWasDown() {
    downtimes.add(
        verdict().getJudgements().get(0).getNodeId(),
        verdict().getClosedAt().minusSeconds(3),
        verdict().getClosedAt());

    silent();

    assertThat(audit.findings().clean()).isTrue();
    assertThat(audit.byOutcome()).containsEntry(Outcome.SILENT, 1);
  }

  @Test
  void shouldSeeANodeCalledSilentThatNothingWasDoneTo() {
    silent();

    assertThat(audit.findings().honestPenalised()).isEqualTo(1);
    assertThat(audit.findings().problems())
        .singleElement()
        .asString()
        .contains("though nothing kept it from answering");
  }

  private void silent() {
    accepted();
    audit.answered(answer());
    audit.judged(
        Verdict.newBuilder(verdict())
            .setJudgements(
                List.of(
                    NodeJudgement.newBuilder(verdict().getJudgements().get(0))
                        .setOutcome(Outcome.SILENT)
                        .build()))
            .build());
    settled();
  }

  private void complete() {
    accepted();
    audit.answered(answer());
    audit.judged(verdict());
    settled();
  }

  private void accepted() {
    audit.acknowledged(KEY);
    audit.requested(KEY);
    audit.disposed(disposition(DispositionKind.ASSIGNED));
  }

  private void settled() {
    audit.settled(settlement());
    audit.anchored(KEY);
    audit.receiptFinal(KEY);
  }

  private static InferenceResponse answer() {
    return Records.response();
  }

  private static Verdict verdict() {
    var judgement = Records.verdict().getJudgements().get(0);
    return Verdict.newBuilder(Records.verdict())
        .setJudgements(
            List.of(NodeJudgement.newBuilder(judgement).setOutcome(Outcome.AGREED).build()))
        .build();
  }

  private static SettlementEvent settlement() {
    return SettlementEvent.newBuilder(Records.settlement()).setFaults(List.of()).build();
  }

  private static Disposition disposition(DispositionKind kind) {
    return Disposition.newBuilder(Records.disposition()).setAttempt(1).setKind(kind).build();
  }
}
