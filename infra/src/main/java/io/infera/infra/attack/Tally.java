package io.infera.infra.attack;

import io.infera.event.AnswerStatus;
import io.infera.event.FaultEvidence;
import io.infera.event.InferenceResponse;
import io.infera.event.NodePayment;
import io.infera.event.NodeState;
import io.infera.event.RosterChange;
import io.infera.event.SettlementEvent;
import io.infera.event.Verdict;
import io.infera.schemas.canonical.Vectors;
import io.infera.verification.domain.judge.Cosine;

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
      members.at(payment.getNodeId()).earned += payment.getMicroInfer();
    }
    for (FaultEvidence fault : settlement.getFaults()) {
      Member faulty = members.at(fault.getNodeId());
      faulty.slashed = true;
      faulty.faults++;
    }
  }

  void changed(Member member, RosterChange change) {
    member.suspended |= change.getState() == NodeState.SUSPENDED;
    member.ejected |= change.getState() == NodeState.EJECTED;
    if (change.getState() == NodeState.SUSPENDED || change.getState() == NodeState.EJECTED) {
      member.putOut();
    }
  }

  Report report(Scenario scenario) {
    int requests = setting.requests();
    int second = requests - requests / 2;
    return Report.of(
        scenario,
        setting,
        members.all(),
        acceptedWrong,
        requests - verified,
        corrected,
        (double) replicas / requests,
        (double) settledReplicas / second,
        posterior.bins());
  }
}
