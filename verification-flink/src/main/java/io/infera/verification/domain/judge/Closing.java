package io.infera.verification.domain.judge;

import io.infera.event.AuditFinding;
import io.infera.event.Correction;
import io.infera.event.FaultEvidence;
import io.infera.event.NodeJudgement;
import io.infera.event.NodePayment;
import io.infera.event.Outcome;
import io.infera.event.PairSimilarity;
import io.infera.event.SettlementEvent;
import io.infera.event.UnpaidNode;
import io.infera.event.Verdict;
import io.infera.schemas.canonical.Digests;
import io.infera.verification.domain.judge.NodeOutcome.Light;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The end of a case: what is said of every node drawn, the verdict and the settlement.
 *
 * <p>Paid is who is AGREED or VINDICATED in a VERIFIED request whose answer no audit contradicts.
 */
final class Closing {
  private final JudgeRules rules;
  private final RequestCase state;
  private final Terms terms;
  private final Panel panel;
  private final long at;
  private final Findings findings;
  private final Agreement agreement;
  private final Audit audit;
  private final long clique;
  private final int medoid;

  Closing(JudgeRules rules, RequestCase state, long at) {
    this.rules = rules;
    this.state = state;
    this.terms = state.terms;
    this.panel = state.panel;
    this.at = at;
    this.findings = Findings.inForce(state);
    this.agreement = findings.agreement();
    this.audit = findings.audit();
    this.clique = findings.clique();
    this.medoid = findings.medoid();
  }

  Effect.Close effect() {
    List<NodeJudgement> judgements = findings.judgements();
    AuditFinding finding = findings.finding();
    int tokens = medianTokens();
    Verdict verdict = verdict(judgements, finding);
    boolean payable = state.decision.verified() && finding != AuditFinding.CONTRADICTED;
    SettlementEvent settlement =
        settlement(verdict, payable ? payments(judgements, tokens) : List.of(), judgements);
    return new Effect.Close(verdict, settlement, outcomes(judgements, tokens));
  }

  /** What this request says of errors, given its verdict. */
  Observation observation(Verdict verdict) {
    return Observation.of(state, findings, verdict);
  }

  private Verdict verdict(List<NodeJudgement> judgements, AuditFinding finding) {
    Decision decision = state.decision;
    return Verdict.newBuilder()
        .setRequester(terms.requester())
        .setRequestId(terms.requestId())
        .setRequestDigest(terms.requestDigest())
        .setModelId(terms.modelId())
        .setPolicyVersion(terms.policyVersion())
        .setStatus(decision.status())
        .setReason(decision.reason())
        .setAttempts(state.draws.size())
        .setDecidedAt(Instant.ofEpochMilli(decision.at()))
        .setClosedAt(Instant.ofEpochMilli(at))
        .setEpoch(epoch())
        .setClique(panel.nodes(clique))
        .setMedoid(medoid < 0 ? null : panel.compared().get(medoid).nodeId())
        .setAnsweredBy(decision.answeredBy())
        .setResponseDigest(decision.responseDigest())
        .setJudgements(judgements)
        .setSimilarities(similarities())
        .setAudit(finding)
        .setAuditor(audit.judges() ? audit.auditor().nodeId() : null)
        .setErrorPpb(decision.errorPpb())
        .setCorrection(findings.isCorrected() ? correction() : null)
        .build();
  }

  private Correction correction() {
    return new Correction(
        Instant.ofEpochMilli(at),
        state.decision.responseDigest(),
        Digests.output(audit.auditor().output()),
        panel.nodes(audit.witnesses()));
  }

  private long epoch() {
    return Math.floorDiv(at, rules.epoch().toMillis());
  }

  private List<PairSimilarity> similarities() {
    List<Reply> compared = panel.compared();
    var pairs = new ArrayList<PairSimilarity>();
    for (int i = 1; i < compared.size(); i++) {
      for (int j = 0; j < i; j++) {
        String one = compared.get(i).nodeId();
        String other = compared.get(j).nodeId();
        boolean inOrder = one.compareTo(other) < 0;
        pairs.add(
            new PairSimilarity(
                inOrder ? one : other, inOrder ? other : one, agreement.similarity(i, j)));
      }
    }
    pairs.sort(
        Comparator.comparing(PairSimilarity::getLeft).thenComparing(PairSimilarity::getRight));
    return pairs;
  }

  /** The clique's median, of an even number the lower one; 0 without a clique. */
  private int medianTokens() {
    int[] tokens =
        panel.nodes(clique).stream()
            .mapToInt(node -> panel.replyOf(node).tokens())
            .sorted()
            .toArray();
    return tokens.length == 0 ? 0 : tokens[(tokens.length - 1) / 2];
  }

  private List<NodePayment> payments(List<NodeJudgement> judgements, int tokens) {
    long each = Price.of(terms.price(), tokens);
    return judgements.stream()
        .filter(judgement -> right(judgement) && !isAuditor(judgement))
        .map(judgement -> new NodePayment(judgement.getNodeId(), each, tokens))
        .toList();
  }

  private List<FaultEvidence> faults(List<NodeJudgement> judgements) {
    return judgements.stream()
        .filter(judgement -> judgement.getOutcome() == Outcome.FAULTY)
        .map(this::evidence)
        .toList();
  }

  private FaultEvidence evidence(NodeJudgement judgement) {
    return FaultEvidence.newBuilder()
        .setNodeId(judgement.getNodeId())
        .setAttempt(judgement.getAttempt())
        .setResultLeaf(judgement.getResultLeaf())
        .setProof(panel.replyOf(judgement.getNodeId()).proof())
        .setAuditor(audit.auditor().nodeId())
        .setAuditLeaf(audit.auditor().leaf())
        .setCosine(judgement.getCosine())
        .build();
  }

  private List<UnpaidNode> unpaid(List<NodeJudgement> judgements, List<NodePayment> payments) {
    Set<String> paid = payments.stream().map(NodePayment::getNodeId).collect(Collectors.toSet());
    return judgements.stream()
        .filter(judgement -> judgement.getOutcome() != Outcome.FAULTY)
        .filter(judgement -> !paid.contains(judgement.getNodeId()) && !isAuditor(judgement))
        .map(judgement -> new UnpaidNode(judgement.getNodeId(), judgement.getOutcome()))
        .toList();
  }

  private SettlementEvent settlement(
      Verdict verdict, List<NodePayment> payments, List<NodeJudgement> judgements) {
    return SettlementEvent.newBuilder()
        .setRequester(terms.requester())
        .setRequestId(terms.requestId())
        .setRequestDigest(terms.requestDigest())
        .setModelId(terms.modelId())
        .setStatus(verdict.getStatus())
        .setVerdictDigest(Digests.verdict(verdict))
        .setResponseDigest(verdict.getResponseDigest())
        .setClosedAt(verdict.getClosedAt())
        .setEpoch(verdict.getEpoch())
        .setPriceMicroInfer(payments.stream().mapToLong(NodePayment::getMicroInfer).sum())
        .setPayments(payments)
        .setFaults(faults(judgements))
        .setCorrected(verdict.getCorrection() != null)
        .setUnpaid(unpaid(judgements, payments))
        .build();
  }

  private List<NodeOutcome> outcomes(List<NodeJudgement> judgements, int tokens) {
    Instant closedAt = Instant.ofEpochMilli(at);
    return judgements.stream()
        .map(
            judgement ->
                new NodeOutcome(
                    judgement.getNodeId(),
                    terms.key(),
                    judgement.getAttempt(),
                    judgement.getOutcome(),
                    light(judgement),
                    right(judgement) && !isAuditor(judgement) ? tokens : 0,
                    closedAt))
        .toList();
  }

  private Light light(NodeJudgement judgement) {
    Reply reply = panel.replyOf(judgement.getNodeId());
    if (reply == null) {
      return isWithheld(judgement) ? Light.WITHHELD : Light.NONE;
    }
    int index = panel.compared().indexOf(reply);
    if (!audit.judges() || index < 0 || isAuditor(judgement)) {
      return Light.NONE;
    }
    if (audit.corroborated()) {
      return judgement.getOutcome() == Outcome.FAULTY && findings.isShared(index)
          ? Light.CONSPIRED
          : Light.AUDITED;
    }
    return audit.similarity(index) < terms.reject() ? Light.DOUBTED : Light.NONE;
  }

  /**
   * Silence of one while at least half of the others answer is its own; a silence of most is not.
   */
  private boolean isWithheld(NodeJudgement judgement) {
    for (Draw draw : state.draws) {
      if (draw.attempt() == judgement.getAttempt()) {
        long answered = draw.nodes().stream().filter(node -> panel.replyOf(node) != null).count();
        return answered > 0 && 2 * answered >= draw.nodes().size() - 1;
      }
    }
    return false;
  }

  private boolean isAuditor(NodeJudgement judgement) {
    return state.draws.stream()
        .anyMatch(draw -> draw.isAudit() && draw.nodes().contains(judgement.getNodeId()));
  }

  private static boolean right(NodeJudgement judgement) {
    return judgement.getOutcome() == Outcome.AGREED || judgement.getOutcome() == Outcome.VINDICATED;
  }
}
