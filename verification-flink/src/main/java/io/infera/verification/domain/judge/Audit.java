package io.infera.verification.domain.judge;

import io.infera.event.AuditFinding;

/**
 * What an audit says. Its vector is that of the first auditor whom another witness confirms, or
 * else of the first whose result is admissible.
 *
 * <p>One backstop node is one witness, and can be broken, too. So an audit proves nobody wrong
 * unless it is <em>corroborated</em>: a replica or a second auditor agrees with it, and no other
 * auditor, corroborated as well, says otherwise. Without, every comparison with it is inconclusive,
 * and nobody is paid or blamed. Two colluders against an honest third lose by this rule, because
 * the third corroborates the audit, and a unanimous ring by the second auditor; a broken auditor
 * against a quorum harms nobody, and the finding CONTRADICTED shows it to the operators.
 */
final class Audit {
  private final Terms terms;
  private final Panel panel;
  private final Agreement agreement;
  private final int index;
  private final boolean corroborated;

  private Audit(Terms terms, Panel panel, Agreement agreement) {
    this.terms = terms;
    this.panel = panel;
    this.agreement = agreement;
    long confirmed = 0;
    for (long rest = panel.auditors(); rest != 0; rest &= rest - 1) {
      int auditor = Long.numberOfTrailingZeros(rest);
      confirmed |= isConfirmed(auditor) ? Long.lowestOneBit(rest) : 0;
    }
    long chosen = confirmed != 0 ? confirmed : panel.auditors();
    this.index = chosen == 0 ? -1 : Long.numberOfTrailingZeros(chosen);
    this.corroborated = confirmed != 0 && agreeing(confirmed, index) == confirmed;
  }

  static Audit of(Terms terms, Panel panel, Agreement agreement) {
    return new Audit(terms, panel, agreement);
  }

  private boolean isConfirmed(int auditor) {
    return agreeing(panel.all(), auditor) != 1L << auditor;
  }

  /** Those of a mask that agree with a vertex, itself included. */
  private long agreeing(long mask, int vertex) {
    long agreeing = 0;
    for (long rest = mask; rest != 0; rest &= rest - 1) {
      int other = Long.numberOfTrailingZeros(rest);
      agreeing |= other == vertex || agreement.agree(vertex, other) ? Long.lowestOneBit(rest) : 0;
    }
    return agreeing;
  }

  /** Mask of all whose vectors agree with the audit's; only where there is one. */
  long witnesses() {
    return agreeing(panel.all(), index);
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
    if (toAnswer(decision) >= terms.accept()) {
      return AuditFinding.CONFIRMED;
    }
    return contradicts(decision) ? AuditFinding.CONTRADICTED : AuditFinding.INCONCLUSIVE_AUDIT;
  }

  /** True when the answer given disagrees with it; only where there is one. */
  boolean contradicts(Decision decision) {
    return toAnswer(decision) < terms.reject();
  }

  private double toAnswer(Decision decision) {
    return similarity(panel.compared().indexOf(panel.replyOf(decision.answeredBy())));
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
