package io.infera.verification.domain.judge;

import io.infera.event.AuditFinding;

/**
 * What an audit says. Its vector is that of the first auditor whose result is admissible.
 *
 * <p>One backstop node is one witness, and can be broken, too. So an audit proves nobody wrong
 * unless it is <em>corroborated</em>: at least one replica agrees with it. Otherwise every
 * comparison with it is inconclusive, and nobody is paid or blamed. Two colluders against an honest
 * third lose by this rule, because the third corroborates the audit; a broken auditor against a
 * quorum harms nobody, and the finding CONTRADICTED shows it to the operators.
 */
final class Audit {
  private final Terms terms;
  private final Panel panel;
  private final Agreement agreement;
  private final int index;
  private final boolean corroborated;

  private Audit(Terms terms, Panel panel, Agreement agreement, int index) {
    this.terms = terms;
    this.panel = panel;
    this.agreement = agreement;
    this.index = index;
    this.corroborated = index >= 0 && anyReplica(terms.accept(), Double.MAX_VALUE);
  }

  static Audit of(Terms terms, Panel panel, Agreement agreement) {
    long auditors = panel.auditors();
    return new Audit(
        terms, panel, agreement, auditors == 0 ? -1 : Long.numberOfTrailingZeros(auditors));
  }

  /** True when there is a vector to compare with. */
  boolean judges() {
    return index >= 0;
  }

  boolean corroborated() {
    return corroborated;
  }

  Reply auditor() {
    return panel.compared().get(index);
  }

  double similarity(int replica) {
    return agreement.similarity(index, replica);
  }

  /**
   * What it says of the answer given; where no answer was verified, whether it agrees with some
   * replica, with none, or lies between.
   *
   * @param asked whether an audit was asked for
   * @param answered whether some auditor gave a result of any kind
   */
  AuditFinding finding(boolean asked, boolean answered, Decision decision) {
    if (!asked) {
      return AuditFinding.NONE;
    }
    if (!judges()) {
      return answered ? AuditFinding.INCONCLUSIVE_AUDIT : AuditFinding.NOT_DONE;
    }
    if (!decision.verified()) {
      return corroborated
          ? AuditFinding.CONFIRMED
          : anyReplica(terms.reject(), terms.accept())
              ? AuditFinding.INCONCLUSIVE_AUDIT
              : AuditFinding.CONTRADICTED;
    }
    double toAnswer = similarity(panel.compared().indexOf(panel.replyOf(decision.answeredBy())));
    if (toAnswer >= terms.accept()) {
      return AuditFinding.CONFIRMED;
    }
    return toAnswer < terms.reject() ? AuditFinding.CONTRADICTED : AuditFinding.INCONCLUSIVE_AUDIT;
  }

  private boolean anyReplica(double from, double below) {
    for (long rest = panel.replicas(); rest != 0; rest &= rest - 1) {
      double similarity = similarity(Long.numberOfTrailingZeros(rest));
      if (similarity >= from && similarity < below) {
        return true;
      }
    }
    return false;
  }
}
