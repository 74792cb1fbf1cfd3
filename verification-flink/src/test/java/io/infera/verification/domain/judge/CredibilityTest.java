package io.infera.verification.domain.judge;

import static io.infera.event.AttemptPurpose.AUDIT;
import static io.infera.event.AttemptPurpose.ESCALATION;
import static io.infera.event.AttemptPurpose.FIRST;
import static io.infera.verification.domain.judge.Cases.disposition;
import static io.infera.verification.domain.judge.Cases.policy;
import static io.infera.verification.domain.judge.Cases.result;
import static io.infera.verification.domain.judge.Cases.right;
import static io.infera.verification.domain.judge.Cases.wrong;
import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.AnswerStatus;
import io.infera.event.AttemptPurpose;
import io.infera.event.AuditFinding;
import io.infera.event.Disposition;
import io.infera.event.DispositionKind;
import io.infera.event.Escalation;
import io.infera.event.Outcome;
import io.infera.schemas.canonical.Digests;
import io.infera.verification.domain.judge.NodeOutcome.Light;
import org.junit.jupiter.api.Test;

class CredibilityTest {
  private static final int STRANGER = 0;
  private static final int TRUSTED = 100;

  private final Court court = new Court();

  @Test
  void shouldAnswerAtTheShortestPrefixThatIsCredible() {
    court.take(drawn(1, FIRST, 100, TRUSTED, "a", "b", "c"), 100);
    court.take(result("a", 1, right()), 150);
    assertThat(court.answers()).isEmpty();
    court.take(result("b", 1, right()), 160);
    assertThat(court.answers().get(0).getStatus()).isEqualTo(AnswerStatus.VERIFIED);
    court.take(result("c", 1, right()), 170);
    assertThat(court.escalations()).isEmpty();
    assertThat(court.verdict().getErrorPpb()).isBetween(1L, 1_000_000L);
    assertThat(court.verdict().getAudit()).isEqualTo(AuditFinding.NONE);
  }

  @Test
  void shouldWaitForTheThirdOfThoseThatAreTrustedALittle() {
    court.take(drawn(1, FIRST, 100, 60, "a", "b", "c"), 100);
    court.take(result("a", 1, right()), 150).take(result("b", 1, right()), 160);
    assertThat(court.answers()).isEmpty();
    court.take(result("c", 1, right()), 170);
    assertThat(court.answers()).hasSize(1);
  }

  @Test
  void shouldNotVerifyWhatStrangersAgreeOnHoweverManyTheyAre() {
    var many = new String[40];
    for (int i = 0; i < many.length; i++) {
      many[i] = "n%02d".formatted(i);
    }
    court.take(drawn(1, FIRST, 100, STRANGER, many), 100);
    for (String node : many) {
      court.take(result(node, 1, right()), 150);
    }
    assertThat(court.answers()).isEmpty();
    Escalation wish = court.escalations().get(0);
    assertThat(wish.getPurpose()).isEqualTo(AUDIT);
    assertThat(wish.getReason()).isEqualTo("CREDIBILITY");
  }

  @Test
  void shouldVerifyStrangersByABackstopNodeWhichAuditsThemAtTheSameTime() {
    strangersAgree();
    court.take(drawn(2, AUDIT, 200, STRANGER, "z"), 200).take(result("z", 2, right()), 250);
    assertThat(court.answers().get(0).getStatus()).isEqualTo(AnswerStatus.VERIFIED);
    assertThat(court.answers().get(0).getAgreeing()).isEqualTo(4);
    assertThat(court.verdict().getAudit()).isEqualTo(AuditFinding.CONFIRMED);
    assertThat(court.verdict().getErrorPpb()).isLessThan(20_000);
    assertThat(court.closes().get(0).outcomes())
        .filteredOn(outcome -> !outcome.nodeId().equals("z"))
        .allMatch(outcome -> outcome.light() == Light.AUDITED)
        .allMatch(outcome -> outcome.outcome() == Outcome.AGREED);
    assertThat(court.settlement().getPayments()).hasSize(3);
  }

  @Test
  void shouldGiveTheAnswerOfTheHonestThirdWhenABackstopNodeStandsBehindIt() {
    court.take(drawn(1, FIRST, 100, STRANGER, "a", "b", "c"), 100);
    court.take(result("a", 1, wrong()), 150).take(result("b", 1, wrong()), 160);
    court.take(result("c", 1, right()), 170);
    assertThat(court.answers()).isEmpty();
    assertThat(court.escalations().get(0).getReason()).isEqualTo("DISSENT");
    court.take(drawn(2, AUDIT, 200, STRANGER, "z"), 200).take(result("z", 2, right()), 250);
    assertThat(court.verdict().getStatus()).isEqualTo(AnswerStatus.VERIFIED);
    assertThat(court.verdict().getResponseDigest())
        .isEqualTo(Digests.output(Cases.output(right())));
    assertThat(court.verdict().getClique()).containsExactly("c", "z");
    assertThat(court.outcomes())
        .containsEntry("a", Outcome.FAULTY)
        .containsEntry("b", Outcome.FAULTY)
        .containsEntry("c", Outcome.AGREED);
  }

  /** A ring of strangers fills the draw; one backstop node and the market expose it. */
  @Test
  void shouldExposeARingOfStrangersWithASingleBackstopNode() {
    court.take(drawn(1, FIRST, 100, STRANGER, "a", "b", "c"), 100);
    for (String node : new String[] {"a", "b", "c"}) {
      court.take(result(node, 1, wrong()), 150);
    }
    court.take(drawn(2, AUDIT, 200, STRANGER, "z"), 200).take(result("z", 2, right()), 250);
    assertThat(court.answers()).isEmpty();
    assertThat(court.escalations().get(1).getPurpose()).isEqualTo(ESCALATION);
    court.take(drawn(3, ESCALATION, 300, STRANGER, "d", "e"), 300);
    court.take(result("d", 3, right()), 350);
    assertThat(court.answers().get(0).getStatus()).isEqualTo(AnswerStatus.VERIFIED);
    court.take(result("e", 3, right()), 360);
    assertThat(court.settlement().getFaults()).hasSize(3);
    assertThat(court.verdict().getClique()).containsExactly("d", "e", "z");
  }

  @Test
  void shouldCorrectAnAnswerThatTwoAuditorsContradict() {
    ringIsAudited();
    court.take(result("z", 2, right()), 250);
    assertThat(court.closes()).isEmpty();
    assertThat(court.escalations().get(1).getReason()).isEqualTo("CONTRADICTED");
    court.take(drawn(3, AUDIT, 300, STRANGER, "y"), 300).take(result("y", 3, right()), 350);
    var verdict = court.verdict();
    assertThat(verdict.getStatus()).isEqualTo(AnswerStatus.VERIFIED);
    assertThat(verdict.getAudit()).isEqualTo(AuditFinding.CONTRADICTED);
    assertThat(verdict.getCorrection().getWrong()).isEqualTo(verdict.getResponseDigest());
    assertThat(verdict.getCorrection().getRight()).isEqualTo(Digests.output(Cases.output(right())));
    assertThat(verdict.getCorrection().getWitnesses()).containsExactly("y", "z");
    assertThat(court.settlement().getCorrected()).isTrue();
    assertThat(court.settlement().getFaults()).hasSize(3);
    assertThat(court.settlement().getPayments()).isEmpty();
    assertThat(court.answers()).hasSize(1);
  }

  @Test
  void shouldBlameNobodyWhenTheSecondAuditorContradictsTheFirst() {
    ringIsAudited();
    court.take(result("z", 2, Cases.turned(0.5, 3)), 250);
    court.take(drawn(3, AUDIT, 300, STRANGER, "y"), 300).take(result("y", 3, wrong()), 350);
    assertThat(court.verdict().getAudit()).isEqualTo(AuditFinding.CONFIRMED);
    assertThat(court.verdict().getCorrection()).isNull();
    assertThat(court.settlement().getFaults()).isEmpty();
    assertThat(court.settlement().getPayments()).hasSize(3);
  }

  @Test
  void shouldTakeTrustAndNothingElseWhenNobodyConfirmsTheAuditor() {
    ringIsAudited();
    court.take(result("z", 2, right()), 250);
    court.take(disposition(3, AUDIT, DispositionKind.EXPIRED, 300).build(), 300);
    assertThat(court.settlement().getFaults()).isEmpty();
    assertThat(court.settlement().getPayments()).isEmpty();
    assertThat(court.closes().get(0).outcomes())
        .filteredOn(outcome -> !outcome.nodeId().equals("z"))
        .allMatch(outcome -> outcome.light() == Light.DOUBTED);
  }

  @Test
  void shouldEndUnverifiedWhenThereIsNoBackstopNode() {
    strangersAgree();
    court.take(disposition(2, AUDIT, DispositionKind.EXPIRED, 300).build(), 300);
    assertThat(court.escalations().get(1).getPurpose()).isEqualTo(ESCALATION);
    court.take(disposition(3, ESCALATION, DispositionKind.EXPIRED, 400).build(), 400);
    court.take(disposition(4, AUDIT, DispositionKind.EXPIRED, 500).build(), 500);
    assertThat(court.answers().get(0).getStatus()).isEqualTo(AnswerStatus.UNVERIFIED);
    assertThat(court.settlement().getPayments()).isEmpty();
  }

  @Test
  void shouldExpireWhileABackstopNodeIsAwaited() {
    strangersAgree();
    court.until(Cases.DEADLINE);
    assertThat(court.answers().get(0).getStatus()).isEqualTo(AnswerStatus.EXPIRED);
    assertThat(court.closes()).hasSize(1);
  }

  @Test
  void shouldNameSilenceWithheldOnlyWhenOthersAnswered() {
    court.take(drawn(1, FIRST, 100, TRUSTED, "a", "b", "c"), 100);
    court.take(result("a", 1, right()), 150).take(result("b", 1, right()), 160).until(5_000);
    assertThat(light("c")).isEqualTo(Light.WITHHELD);
    var silent = new Court();
    silent.take(drawn(1, FIRST, 100, TRUSTED, "a", "b", "c"), 100).until(200_000);
    assertThat(silent.closes().get(0).outcomes())
        .allMatch(outcome -> outcome.light() == Light.NONE);
  }

  @Test
  void shouldAuditThoseOfLittleCredibilityMore() {
    var terms = Terms.of(drawn(1, FIRST, 100, 0, "a"));
    assertThat(Lot.auditShare(terms, 0)).isEqualTo(100_000);
    assertThat(Lot.auditShare(terms, 30_000)).isEqualTo(55_000);
    assertThat(Lot.auditShare(terms, 3_000_000)).isBetween(10_000L, 11_000L);
  }

  private Light light(String node) {
    return court.closes().get(0).outcomes().stream()
        .filter(outcome -> outcome.nodeId().equals(node))
        .findFirst()
        .orElseThrow()
        .light();
  }

  private void strangersAgree() {
    court.take(drawn(1, FIRST, 100, STRANGER, "a", "b", "c"), 100);
    for (String node : new String[] {"a", "b", "c"}) {
      court.take(result(node, 1, right()), 150);
    }
  }

  /** A ring that was trusted has given a wrong answer, and the secret draw takes the request. */
  private void ringIsAudited() {
    var always = policy().setAuditPpm(1_000_000).setAuditNewcomerPpm(1_000_000);
    court.take(
        Cases.credible(Cases.drawn(1, FIRST, 100, "a", "b", "c"), always, () -> TRUSTED * 1_000),
        100);
    for (String node : new String[] {"a", "b", "c"}) {
      court.take(result(node, 1, wrong()), 150);
    }
    assertThat(court.answers()).hasSize(1);
    assertThat(court.escalations().get(0).getReason()).isEqualTo("SAMPLED");
    court.take(drawn(2, AUDIT, 200, STRANGER, "z"), 200);
  }

  private static Disposition drawn(
      int attempt, AttemptPurpose purpose, long time, int audits, String... nodes) {
    return Cases.credible(
        Cases.drawn(attempt, purpose, time, nodes),
        policy().setAuditPpm(10_000).setAuditNewcomerPpm(100_000),
        () -> audits * 1_000);
  }
}
