package io.infera.verification.domain.judge;

import io.infera.event.AuditFinding;
import io.infera.event.NodeJudgement;
import io.infera.event.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What is said of every node drawn when a case ends, by some terms: those in force, or those of a
 * shadow.
 *
 * <p>FAULTY is only whose signed vector lies below {@code reject} of a corroborated audit ({@link
 * Audit}), be it inside the clique or outside.
 */
final class Findings {
  private final RequestCase state;
  private final Terms terms;
  private final Panel panel;
  private final Agreement agreement;
  private final Audit audit;
  private final Consensus consensus;
  private final long clique;
  private final int medoid;

  private Findings(
      RequestCase state, Terms terms, Agreement agreement, Consensus consensus, long clique) {
    this.state = state;
    this.terms = terms;
    this.panel = state.panel;
    this.agreement = agreement;
    this.audit = Audit.of(terms, panel, agreement);
    this.consensus = consensus;
    this.clique = clique;
    this.medoid = agreement.medoid(clique);
  }

  /**
   * By the terms in force. The clique is that of the answer with all that can join it, or else the
   * one that would have sufficed.
   */
  static Findings inForce(RequestCase state) {
    Terms terms = state.terms;
    Agreement agreement = state.panel.agreement(terms);
    long core = state.decision == null ? 0 : state.panel.mask(state.decision.clique());
    Consensus consensus = Consensus.of(terms, state, agreement, core);
    boolean stands = consensus.sufficient() || terms.hasTarget() && core != 0;
    return new Findings(state, terms, agreement, consensus, stands ? consensus.clique() : 0);
  }

  /** By the shadow's terms: the clique that would have sufficed. */
  static Findings inShadow(RequestCase state) {
    Terms terms = state.terms.inShadow();
    Agreement agreement = state.panel.agreement(terms);
    Consensus consensus = Consensus.of(terms, state, agreement, 0);
    return new Findings(
        state, terms, agreement, consensus, consensus.sufficient() ? consensus.clique() : 0);
  }

  Agreement agreement() {
    return agreement;
  }

  Audit audit() {
    return audit;
  }

  Consensus consensus() {
    return consensus;
  }

  /** Mask of those that agree; 0 for nobody. */
  long clique() {
    return clique;
  }

  /** The clique's medoid, -1 without a clique. */
  int medoid() {
    return medoid;
  }

  /** Of every node drawn, in nodeId order. */
  List<NodeJudgement> judgements() {
    var judgements = new ArrayList<NodeJudgement>();
    for (Draw draw : state.draws) {
      for (String node : draw.nodes()) {
        judgements.add(judgement(draw, node));
      }
    }
    judgements.sort(Comparator.comparing(NodeJudgement::getNodeId));
    return judgements;
  }

  private NodeJudgement judgement(Draw draw, String node) {
    Reply reply = panel.replyOf(node);
    var judgement = NodeJudgement.newBuilder().setNodeId(node).setAttempt(draw.attempt());
    if (reply == null) {
      return judgement.setOutcome(Outcome.SILENT).build();
    }
    judgement.setResultLeaf(reply.leaf()).setTokens(reply.tokens()).setLatencyMs(reply.latencyMs());
    int index = panel.compared().indexOf(reply);
    if (index < 0) {
      return uncompared(judgement, reply);
    }
    if (draw.isAudit()) {
      return judgement.setOutcome(auditorOutcome(index)).setCosine(toMedoid(index)).build();
    }
    Double cosine = audit.judges() ? (Double) audit.similarity(index) : toMedoid(index);
    return judgement.setOutcome(outcome(index)).setCosine(cosine).build();
  }

  private static NodeJudgement uncompared(NodeJudgement.Builder judgement, Reply reply) {
    return switch (reply.fitness()) {
      case ADMISSIBLE -> judgement.setOutcome(Outcome.INCONCLUSIVE).build();
      case FAILED -> judgement.setOutcome(Outcome.FAILED).build();
      default ->
          judgement
              .setOutcome(Outcome.INADMISSIBLE)
              .setInadmissible(reply.fitness().name())
              .build();
    };
  }

  private Outcome outcome(int index) {
    boolean inside = (clique >>> index & 1) != 0;
    if (audit.judges()) {
      double similarity = audit.similarity(index);
      if (similarity >= terms.accept()) {
        return inside ? Outcome.AGREED : Outcome.VINDICATED;
      }
      return similarity < terms.reject() && audit.corroborated()
          ? Outcome.FAULTY
          : Outcome.INCONCLUSIVE;
    }
    if (inside) {
      return Outcome.AGREED;
    }
    return medoid >= 0 && agreement.similarity(index, medoid) < terms.reject()
        ? Outcome.DISSENTED
        : Outcome.INCONCLUSIVE;
  }

  private Outcome auditorOutcome(int index) {
    for (long rest = panel.replicas(); rest != 0; rest &= rest - 1) {
      if (agreement.agree(index, Long.numberOfTrailingZeros(rest))) {
        return Outcome.AGREED;
      }
    }
    return Outcome.INCONCLUSIVE;
  }

  /** Null without a clique. */
  private Double toMedoid(int index) {
    if (medoid < 0) {
      return null;
    }
    return index == medoid ? 1.0 : agreement.similarity(index, medoid);
  }

  /** What the audit says of the answer given. */
  AuditFinding finding() {
    boolean answered =
        state.draws.stream()
            .filter(Draw::isAudit)
            .flatMap(draw -> draw.nodes().stream())
            .anyMatch(node -> panel.replyOf(node) != null);
    return audit.finding(state.auditsAsked > 0, answered, state.decision);
  }

  /** True when another replica that is shown wrong, too, agrees with this one. */
  boolean isShared(int wrong) {
    for (long rest = panel.replicas() & ~(1L << wrong); rest != 0; rest &= rest - 1) {
      int other = Long.numberOfTrailingZeros(rest);
      if (agreement.agree(wrong, other) && audit.similarity(other) < terms.reject()) {
        return true;
      }
    }
    return false;
  }

  /** True when the answer given was wrong, and two witnesses say so. */
  boolean isCorrected() {
    return state.decision.verified()
        && audit.judges()
        && audit.corroborated()
        && audit.contradicts(state.decision);
  }
}
