package io.infera.infra.policy;

import io.infera.event.AnswerStatus;
import io.infera.event.AuditFinding;
import io.infera.event.ShadowOutcome;
import io.infera.event.ShadowVerdict;
import java.util.Map;
import java.util.TreeMap;

/** What a shadow made of requests, against what the policy in force made of them. */
final class ShadowComparison {
  private int requests;
  private int sameAnswer;
  private int otherAnswer;
  private int moreAskedFor;
  private int onlyInShadow;
  private int neither;
  private int contradicted;
  private int contradictedInShadow;
  private final Map<String, Integer> changes = new TreeMap<>();

  /**
   * The comparison as a report.
   *
   * @param shadowVersion which shadow
   * @param requests that it judged
   * @param sameAnswer verified by both, the node that answered among those that agree
   * @param otherAnswer verified by both, but not with that answer
   * @param moreAskedFor verified by the policy in force alone: the shadow would have asked for more
   * @param onlyInShadow verified by the shadow alone
   * @param neither verified by none
   * @param contradicted answers that an audit contradicts, by the policy in force
   * @param contradictedInShadow the same by the shadow
   * @param changes how many nodes' parts are judged otherwise, by "before -> after"
   */
  record Report(
      String model,
      int shadowVersion,
      int requests,
      int sameAnswer,
      int otherAnswer,
      int moreAskedFor,
      int onlyInShadow,
      int neither,
      int contradicted,
      int contradictedInShadow,
      Map<String, Integer> changes) {}

  void add(ShadowVerdict verdict) {
    requests++;
    boolean verified = verdict.getStatus() == AnswerStatus.VERIFIED;
    if (verified && verdict.getVerified()) {
      sameAnswer += verdict.getSameAnswer() ? 1 : 0;
      otherAnswer += verdict.getSameAnswer() ? 0 : 1;
    } else {
      moreAskedFor += verified ? 1 : 0;
      onlyInShadow += verdict.getVerified() ? 1 : 0;
      neither += !verified && !verdict.getVerified() ? 1 : 0;
    }
    contradicted += isContradicted(verdict.getAudit()) ? 1 : 0;
    contradictedInShadow += isContradicted(verdict.getShadowAudit()) ? 1 : 0;
    for (ShadowOutcome change : verdict.getDifferences()) {
      changes.merge(change.getEnforced() + " -> " + change.getShadow(), 1, Integer::sum);
    }
  }

  private static boolean isContradicted(AuditFinding finding) {
    return finding == AuditFinding.CONTRADICTED;
  }

  Report report(String model, int shadowVersion) {
    return new Report(
        model,
        shadowVersion,
        requests,
        sameAnswer,
        otherAnswer,
        moreAskedFor,
        onlyInShadow,
        neither,
        contradicted,
        contradictedInShadow,
        changes);
  }
}
