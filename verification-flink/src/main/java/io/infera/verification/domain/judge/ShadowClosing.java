package io.infera.verification.domain.judge;

import io.infera.event.NodeJudgement;
import io.infera.event.ShadowOutcome;
import io.infera.event.ShadowVerdict;
import io.infera.event.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * What a shadow makes of a case that ends. It sees the results that the policy in force has
 * collected, so it can tell that they would not have sufficed, and not what more would have said.
 */
final class ShadowClosing {
  private final RequestCase state;
  private final Verdict enforced;
  private final Findings findings;

  /**
   * @param state of a request under a policy with a shadow
   * @param enforced what the policy in force says
   */
  ShadowClosing(RequestCase state, Verdict enforced) {
    this.state = state;
    this.enforced = enforced;
    this.findings = Findings.inShadow(state);
  }

  ShadowVerdict verdict() {
    List<String> clique = state.panel.nodes(findings.clique());
    return ShadowVerdict.newBuilder()
        .setRequester(enforced.getRequester())
        .setRequestId(enforced.getRequestId())
        .setModelId(enforced.getModelId())
        .setPolicyVersion(enforced.getPolicyVersion())
        .setShadowVersion(state.terms.shadow().version())
        .setClosedAt(enforced.getClosedAt())
        .setEpoch(enforced.getEpoch())
        .setStatus(enforced.getStatus())
        .setVerified(findings.consensus().sufficient())
        .setSameAnswer(clique.contains(enforced.getAnsweredBy()))
        .setClique(clique)
        .setErrorPpb(findings.consensus().errorPpb())
        .setAudit(enforced.getAudit())
        .setShadowAudit(findings.finding())
        .setDifferences(differences())
        .build();
  }

  /** Both lists are in nodeId order, and of the same nodes. */
  private List<ShadowOutcome> differences() {
    var differences = new ArrayList<ShadowOutcome>();
    List<NodeJudgement> shadow = findings.judgements();
    for (int i = 0; i < shadow.size(); i++) {
      NodeJudgement before = enforced.getJudgements().get(i);
      if (before.getOutcome() != shadow.get(i).getOutcome()) {
        differences.add(
            new ShadowOutcome(before.getNodeId(), before.getOutcome(), shadow.get(i).getOutcome()));
      }
    }
    return differences;
  }
}
