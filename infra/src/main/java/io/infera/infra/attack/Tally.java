package io.infera.infra.attack;

import io.infera.event.AnswerStatus;
import io.infera.event.FaultEvidence;
import io.infera.event.InferenceResponse;
import io.infera.event.NodePayment;
import io.infera.event.SettlementEvent;
import io.infera.event.Verdict;
import io.infera.schemas.canonical.Vectors;
import io.infera.verification.domain.judge.Cosine;
import java.util.ArrayList;
import java.util.List;

/** Counts what comes out of a run. */
final class Tally {
  private final Setting setting;
  private final Members members;
  private final Embeddings embeddings;
  private int acceptedWrong;
  private int verified;
  private long replicas;
  private long settledReplicas;
  private int corrected;
  private final Posterior posterior = new Posterior();

  Tally(Setting setting, Members members, Embeddings embeddings) {
    this.setting = setting;
    this.members = members;
    this.embeddings = embeddings;
  }

  void drawn(Trial trial, int nodes) {
    replicas += nodes;
    if (trial.number >= setting.requests() / 2) {
      settledReplicas += nodes;
    }
  }

  void answered(Trial trial, InferenceResponse response) {
    if (response.getStatus() != AnswerStatus.VERIFIED) {
      return;
    }
    verified++;
    float[] answer = Vectors.decode(response.getOutput());
    double similarity = Cosine.similarity(answer, embeddings.truth(trial.number));
    if (similarity < setting.policy().getAccept()) {
      acceptedWrong++;
      trial.wrong = true;
    }
  }

  void judged(Trial trial, Verdict verdict) {
    if (verdict.getErrorPpb() != null) {
      posterior.add(verdict.getErrorPpb(), trial.wrong);
    }
    corrected += verdict.getCorrection() == null ? 0 : 1;
  }

  void settled(SettlementEvent settlement) {
    for (NodePayment payment : settlement.getPayments()) {
      members.at(payment.getNodeId()).fate.earned += payment.getMicroInfer();
    }
    for (FaultEvidence fault : settlement.getFaults()) {
      members.at(fault.getNodeId()).fate.faults++;
    }
  }

  /** What came out, given who attacks. */
  Outcomes outcomes(boolean attack) {
    List<Fate> attackers = new ArrayList<>();
    List<Fate> honest = new ArrayList<>();
    for (Member member : members.all()) {
      if (member.role != Member.Role.BACKSTOP) {
        (attack && member.role == Member.Role.RING ? attackers : honest).add(member.fate);
      }
    }
    return new Outcomes(
        attackers,
        honest,
        acceptedWrong,
        setting.requests() - verified,
        corrected,
        replicas,
        settledReplicas,
        posterior.bins());
  }
}
