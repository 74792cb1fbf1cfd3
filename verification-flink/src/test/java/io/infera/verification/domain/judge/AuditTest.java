package io.infera.verification.domain.judge;

import static io.infera.event.AttemptPurpose.AUDIT;
import static io.infera.event.AttemptPurpose.ESCALATION;
import static io.infera.event.AttemptPurpose.FIRST;
import static io.infera.verification.domain.judge.Cases.at;
import static io.infera.verification.domain.judge.Cases.disposition;
import static io.infera.verification.domain.judge.Cases.drawn;
import static io.infera.verification.domain.judge.Cases.failed;
import static io.infera.verification.domain.judge.Cases.policy;
import static io.infera.verification.domain.judge.Cases.result;
import static io.infera.verification.domain.judge.Cases.right;
import static io.infera.verification.domain.judge.Cases.turned;
import static io.infera.verification.domain.judge.Cases.wrong;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.infera.event.AuditFinding;
import io.infera.event.DispositionKind;
import io.infera.event.NodePayment;
import io.infera.event.Outcome;
import io.infera.verification.domain.judge.NodeOutcome.Light;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuditTest {
  private final Court court = new Court();

  @Test
  void shouldAuditDissentBeforeBlame() {
    court.take(drawn(1, FIRST, 100, "a", "b", "c"), 100);
    court
        .take(result("a", 1, right()), 150)
        .take(result("b", 1, right()), 160)
        .take(result("c", 1, wrong()), 170);
    assertThat(court.answers()).hasSize(1);
    assertThat(court.closes()).isEmpty();
    var wish = court.escalations().get(0);
    assertThat(wish.getPurpose()).isEqualTo(AUDIT);
    assertThat(wish.getAttempt()).isEqualTo(2);
    assertThat(wish.getReplicas()).isEqualTo(1);
    assertThat(wish.getReason()).isEqualTo("DISSENT");
    assertThat(wish.getExclude()).containsExactly("a", "b", "c");

    court.take(drawn(2, AUDIT, 200, "z"), 200).take(result("z", 2, right()), 250);
    assertThat(court.answers()).hasSize(1);
    assertThat(court.verdict().getAudit()).isEqualTo(AuditFinding.CONFIRMED);
    assertThat(court.verdict().getAuditor()).isEqualTo("z");
    assertThat(court.outcomes())
        .isEqualTo(
            Map.of(
                "a",
                Outcome.AGREED,
                "b",
                Outcome.AGREED,
                "c",
                Outcome.FAULTY,
                "z",
                Outcome.AGREED));
    var fault = court.settlement().getFaults().get(0);
    assertThat(fault.getNodeId()).isEqualTo("c");
    assertThat(fault.getProof()).isEqualTo(result("c", 1, wrong()).getProof());
    assertThat(fault.getCosine()).isEqualTo(Cosine.similarity(wrong(), right()));
    assertThat(court.settlement().getPayments())
        .extracting(NodePayment::getNodeId)
        .containsExactly("a", "b");
  }

  @Test
  void shouldBlameTheColludersAndNotTheHonestThird() {
    court.take(drawn(1, FIRST, 100, "a", "b", "c"), 100);
    court
        .take(result("a", 1, wrong()), 150)
        .take(result("b", 1, wrong()), 160)
        .take(result("c", 1, right()), 170);
    court.take(drawn(2, AUDIT, 200, "z"), 200).take(result("z", 2, right()), 250);
    assertThat(court.verdict().getAudit()).isEqualTo(AuditFinding.CONTRADICTED);
    assertThat(court.outcomes())
        .isEqualTo(
            Map.of(
                "a",
                Outcome.FAULTY,
                "b",
                Outcome.FAULTY,
                "c",
                Outcome.VINDICATED,
                "z",
                Outcome.AGREED));
    assertThat(court.settlement().getPayments()).isEmpty();
    assertThat(court.settlement().getPriceMicroInfer()).isZero();
    assertThat(court.settlement().getFaults()).hasSize(2);
  }

  @Test
  void shouldTellAFaultThatIsSharedFromOneThatIsNot() {
    court.take(drawn(1, FIRST, 100, "a", "b", "c", "d", "e"), 100);
    court.take(result("a", 1, wrong()), 150).take(result("b", 1, wrong()), 160);
    court.take(result("c", 1, turned(0.9, 3)), 170).take(result("d", 1, right()), 180);
    court.take(result("e", 1, right()), 190);
    court.take(drawn(2, ESCALATION, 200, "f", "g"), 200);
    court.take(result("f", 2, right()), 210).take(result("g", 2, right()), 220);
    court.take(drawn(3, AUDIT, 300, "z"), 300).take(result("z", 3, right()), 350);
    assertThat(court.closes().get(0).outcomes())
        .filteredOn(outcome -> outcome.outcome() == Outcome.FAULTY)
        .extracting(NodeOutcome::nodeId, NodeOutcome::light)
        .containsExactly(
            tuple("a", Light.CONSPIRED), tuple("b", Light.CONSPIRED), tuple("c", Light.AUDITED));
  }

  @Test
  void shouldBlameNobodyWhenAnAuditAgreesWithNobody() {
    court.take(drawn(1, FIRST, 100, "a", "b", "c"), 100);
    court
        .take(result("a", 1, right()), 150)
        .take(result("b", 1, right()), 160)
        .take(result("c", 1, wrong()), 170);
    court.take(drawn(2, AUDIT, 200, "z"), 200).take(result("z", 2, turned(0.5, 3)), 250);
    assertThat(court.escalations().get(1).getReason()).isEqualTo("CONTRADICTED");
    court.take(disposition(3, AUDIT, DispositionKind.EXPIRED, 300).build(), 300);
    assertThat(court.verdict().getAudit()).isEqualTo(AuditFinding.CONTRADICTED);
    assertThat(court.verdict().getCorrection()).isNull();
    assertThat(court.closes().get(0).outcomes())
        .filteredOn(outcome -> !outcome.nodeId().equals("z"))
        .allMatch(outcome -> outcome.light() == Light.DOUBTED);
    assertThat(court.outcomes().values()).containsOnly(Outcome.INCONCLUSIVE);
    assertThat(court.settlement().getFaults()).isEmpty();
    assertThat(court.settlement().getPayments()).isEmpty();
  }

  @Test
  void shouldNeitherBlameNorPayADissenterWithoutAnAudit() {
    court.take(drawn(1, FIRST, 100, "a", "b", "c"), 100);
    court
        .take(result("a", 1, right()), 150)
        .take(result("b", 1, right()), 160)
        .take(result("c", 1, wrong()), 170);
    court.until(30_169);
    assertThat(court.closes()).isEmpty();
    court.until(30_170);
    assertThat(court.verdict().getAudit()).isEqualTo(AuditFinding.NOT_DONE);
    assertThat(court.outcomes())
        .isEqualTo(Map.of("a", Outcome.AGREED, "b", Outcome.AGREED, "c", Outcome.DISSENTED));
    assertThat(court.settlement().getFaults()).isEmpty();
    assertThat(court.settlement().getPayments()).hasSize(2);
  }

  @Test
  void shouldCallWhatLiesBetweenTheThresholdsInconclusive() {
    court.take(drawn(1, FIRST, 100, "a", "b", "c"), 100);
    court.take(result("a", 1, right()), 150).take(result("b", 1, right()), 160);
    court.take(result("c", 1, turned(Cases.BETWEEN, 1)), 170);
    assertThat(court.escalations()).hasSize(1);
    court.take(disposition(2, AUDIT, DispositionKind.EXPIRED, 200).build(), 200);
    assertThat(court.outcomes()).containsEntry("c", Outcome.INCONCLUSIVE);
    assertThat(court.verdict().getAudit()).isEqualTo(AuditFinding.NOT_DONE);
    assertThat(court.verdict().getClosedAt()).isEqualTo(at(200));
  }

  @Test
  void shouldSayWhenTheAuditorFails() {
    court.take(drawn(1, FIRST, 100, "a", "b", "c"), 100);
    court
        .take(result("a", 1, right()), 150)
        .take(result("b", 1, right()), 160)
        .take(result("c", 1, wrong()), 170);
    court.take(drawn(2, AUDIT, 200, "z"), 200).take(failed("z", 2), 250);
    assertThat(court.verdict().getAudit()).isEqualTo(AuditFinding.INCONCLUSIVE_AUDIT);
    assertThat(court.outcomes())
        .containsEntry("c", Outcome.DISSENTED)
        .containsEntry("z", Outcome.FAILED);
  }

  @Test
  void shouldSampleAgreeingRequestsForAnAudit() {
    var sampled = disposition(1, FIRST, DispositionKind.ASSIGNED, 100, "a", "b", "c");
    sampled.setPolicy(policy().setAuditPpm(1_000_000).build());
    court.take(sampled.build(), 100);
    List.of("a", "b", "c").forEach(node -> court.take(result(node, 1, right()), 150));
    assertThat(court.escalations().get(0).getReason()).isEqualTo("SAMPLED");
    court.take(drawn(2, AUDIT, 200, "z"), 200).take(result("z", 2, right()), 250);
    assertThat(court.verdict().getAudit()).isEqualTo(AuditFinding.CONFIRMED);
    assertThat(court.closes().get(0).outcomes())
        .filteredOn(outcome -> !outcome.nodeId().equals("z"))
        .allMatch(outcome -> outcome.light() == Light.AUDITED);
  }

  @Test
  void shouldAgreeExactlyAtAcceptAndBlameOnlyBelowReject() {
    double accept = Cosine.similarity(right(), turned(Cases.NEAR, 1));
    double reject = Cosine.similarity(right(), wrong());
    var edge = disposition(1, FIRST, DispositionKind.ASSIGNED, 100, "a", "b", "c");
    edge.setPolicy(policy().setAccept(accept).setReject(reject).build());
    court.take(edge.build(), 100).take(result("a", 1, right()), 110);
    court.take(result("b", 1, turned(Cases.NEAR, 1)), 120).take(result("c", 1, wrong()), 130);
    assertThat(court.answers()).hasSize(1);
    court.take(drawn(2, AUDIT, 200, "z"), 200).take(result("z", 2, right()), 250);
    assertThat(court.outcomes())
        .containsEntry("b", Outcome.AGREED)
        .containsEntry("c", Outcome.INCONCLUSIVE);
  }
}
