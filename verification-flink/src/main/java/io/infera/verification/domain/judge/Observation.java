package io.infera.verification.domain.judge;

import io.infera.event.AuditFinding;
import io.infera.event.NodeJudgement;
import io.infera.event.Verdict;
import java.time.Instant;
import java.util.Objects;

/**
 * What one closed request says of how often answers of its model are judged wrongly.
 *
 * @param modelId which model
 * @param policyVersion under which policy
 * @param closedAt when its verdict closed; fixes the epoch
 * @param verified true when it was answered VERIFIED
 * @param stratum how likely its answer was to be audited; null when there is none, or an audit came
 *     before it
 * @param audited true when an audit found clearly whether that answer is right
 * @param wrong true when it is not
 * @param agreed nodes found to agree
 * @param vindicated nodes voted down and confirmed by an audit
 * @param doubtful nodes that an audit neither confirmed nor refuted
 */
public record Observation(
    String modelId,
    int policyVersion,
    Instant closedAt,
    boolean verified,
    Stratum stratum,
    boolean audited,
    boolean wrong,
    int agreed,
    int vindicated,
    int doubtful) {

  /** Answers that are equally likely to be audited, within a factor of two. */
  public enum Stratum {
    /** Nodes dissented: there had to be an audit. */
    ALWAYS(-1),
    /** The least credible of those who agreed had passed at most so many audits. */
    NEWCOMER(30_000),
    KNOWN(90_000),
    PROVEN(210_000),
    TRUSTED(Long.MAX_VALUE);

    private final long mostMilli;

    Stratum(long mostMilli) {
      this.mostMilli = mostMilli;
    }

    static Stratum of(long auditsMilli) {
      Stratum stratum = NEWCOMER;
      while (auditsMilli > stratum.mostMilli) {
        stratum = values()[stratum.ordinal() + 1];
      }
      return stratum;
    }
  }

  public Observation {
    Objects.requireNonNull(modelId, "modelId");
    Objects.requireNonNull(closedAt, "closedAt");
  }

  static Observation of(RequestCase state, Findings findings, Verdict verdict) {
    int agreed = 0;
    int vindicated = 0;
    int doubtful = 0;
    boolean judges = findings.audit().judges();
    for (NodeJudgement judgement : verdict.getJudgements()) {
      switch (judgement.getOutcome()) {
        case AGREED -> agreed++;
        case VINDICATED -> vindicated++;
        case INCONCLUSIVE -> doubtful += judges && judgement.getCosine() != null ? 1 : 0;
        default -> {
          // Shown wrong, or with nothing to compare: says nothing of right answers.
        }
      }
    }
    Stratum stratum = stratum(state, findings);
    boolean wrong = stratum != null && findings.isCorrected();
    boolean audited = stratum != null && (wrong || verdict.getAudit() == AuditFinding.CONFIRMED);
    return new Observation(
        verdict.getModelId(),
        verdict.getPolicyVersion(),
        verdict.getClosedAt(),
        state.decision.verified(),
        stratum,
        audited,
        wrong,
        agreed,
        vindicated,
        doubtful);
  }

  private static Stratum stratum(RequestCase state, Findings findings) {
    if (!state.decision.verified() || state.decision.audited()) {
      return null;
    }
    // Without any audit there was no dissent.
    boolean dissent =
        state.auditsAsked > 0 && findings.agreement().isDivided(state.panel.replicas());
    return dissent ? Stratum.ALWAYS : Stratum.of(state.leastAudits());
  }
}
