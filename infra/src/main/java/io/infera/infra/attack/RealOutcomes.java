package io.infera.infra.attack;

import io.infera.event.AnswerStatus;
import io.infera.event.AttemptPurpose;
import io.infera.event.Disposition;
import io.infera.event.DispositionKind;
import io.infera.event.DrawnNode;
import io.infera.event.FaultEvidence;
import io.infera.event.InferenceRequest;
import io.infera.event.InferenceResponse;
import io.infera.event.NodePayment;
import io.infera.event.ReplicaResult;
import io.infera.event.ResultStatus;
import io.infera.event.RosterChange;
import io.infera.event.SettlementEvent;
import io.infera.event.Verdict;
import io.infera.schemas.canonical.Vectors;
import io.infera.schemas.catalog.RequestKey;
import io.infera.verification.domain.judge.Cosine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Counts what came out of a real run, from its topics and the truth, as the simulation counts. */
final class RealOutcomes {
  private final Seen seen;
  private final Truth truth;
  private final double accept;
  private final Set<String> ring;
  private final Map<String, Fate> fates = new TreeMap<>();
  private final Map<String, ReplicaResult> results = new HashMap<>();
  private final Set<RequestKey> wrong = new HashSet<>();

  private record Happening(Instant at, int order, Runnable what) {}

  /**
   * @param accept similarity from which on an answer is right
   * @param ring nodeIds of the ring
   * @param market nodeIds of all but the network's own
   */
  RealOutcomes(Seen seen, Truth truth, double accept, Set<String> ring, Set<String> market) {
    this.seen = seen;
    this.truth = truth;
    this.accept = accept;
    this.ring = Set.copyOf(ring);
    market.forEach(node -> fates.put(node, new Fate()));
    seen.results()
        .forEach(
            result ->
                results.putIfAbsent(
                    jobOf(RequestKey.of(result), result.getAttempt(), result.getNodeId()), result));
  }

  /**
   * @param attack false when the ring is honest, too
   */
  Outcomes outcomes(boolean attack) {
    live();
    int acceptedWrong = 0;
    int verified = 0;
    for (InferenceResponse response : seen.responses()) {
      if (response.getStatus() == AnswerStatus.VERIFIED) {
        verified++;
        RequestKey key = RequestKey.of(response);
        if (!isRight(key, Vectors.decode(response.getOutput()))) {
          acceptedWrong++;
          wrong.add(key);
        }
      }
    }
    settle();
    List<Fate> attackers = new ArrayList<>();
    List<Fate> honest = new ArrayList<>();
    fates.forEach((node, fate) -> (attack && ring.contains(node) ? attackers : honest).add(fate));
    return new Outcomes(
        attackers,
        honest,
        acceptedWrong,
        seen.requests().size() - verified,
        corrected(),
        replicas(Set.of()),
        replicas(firstHalf()),
        posterior());
  }

  /** Jobs and what became of those who did them, in order of time. */
  private void live() {
    List<Happening> happenings = new ArrayList<>();
    for (Disposition disposition : seen.dispositions()) {
      if (disposition.getKind() == DispositionKind.ASSIGNED
          && disposition.getPurpose() != AttemptPurpose.AUDIT) {
        happenings.add(new Happening(disposition.getAt(), 0, () -> draw(disposition)));
      }
    }
    for (RosterChange change : seen.roster()) {
      Fate fate = fates.get(change.getNodeId());
      if (fate != null) {
        happenings.add(new Happening(change.getAt(), 1, () -> fate.enter(change.getState())));
      }
    }
    happenings.stream()
        .sorted(Comparator.comparing(Happening::at).thenComparing(Happening::order))
        .forEach(happening -> happening.what().run());
  }

  private void draw(Disposition disposition) {
    RequestKey key = RequestKey.of(disposition);
    for (DrawnNode node : disposition.getNodes()) {
      Fate fate = fates.get(node.getNodeId());
      if (fate != null) {
        fate.draw();
        answered(fate, key, results.get(jobOf(key, disposition.getAttempt(), node.getNodeId())));
      }
    }
  }

  private void answered(Fate fate, RequestKey key, ReplicaResult result) {
    if (result == null || result.getStatus() != ResultStatus.OK) {
      fate.offend();
    } else if (isRight(key, Vectors.decode(result.getOutput()))) {
      fate.worked++;
    } else {
      fate.offend();
      fate.lie();
    }
  }

  private boolean isRight(RequestKey key, float[] vector) {
    return Cosine.similarity(vector, truth.of(key)) >= accept;
  }

  private void settle() {
    for (SettlementEvent settlement : seen.settlements()) {
      for (NodePayment payment : settlement.getPayments()) {
        Fate fate = fates.get(payment.getNodeId());
        if (fate != null) {
          fate.earned += payment.getMicroInfer();
        }
      }
      for (FaultEvidence fault : settlement.getFaults()) {
        Fate fate = fates.get(fault.getNodeId());
        if (fate != null) {
          fate.faults++;
        }
      }
    }
  }

  private int corrected() {
    return (int)
        seen.verdicts().stream().filter(verdict -> verdict.getCorrection() != null).count();
  }

  private long replicas(Set<RequestKey> without) {
    return seen.dispositions().stream()
        .filter(disposition -> disposition.getKind() == DispositionKind.ASSIGNED)
        .filter(disposition -> !without.contains(RequestKey.of(disposition)))
        .mapToLong(disposition -> disposition.getNodes().size())
        .sum();
  }

  private Set<RequestKey> firstHalf() {
    var half = new HashSet<RequestKey>();
    seen.requests().stream()
        .sorted(Comparator.comparing(InferenceRequest::getCreatedAt))
        .limit(seen.requests().size() / 2)
        .forEach(request -> half.add(RequestKey.of(request)));
    return half;
  }

  private List<Posterior.Bin> posterior() {
    var posterior = new Posterior();
    for (Verdict verdict : seen.verdicts()) {
      if (verdict.getErrorPpb() != null) {
        posterior.add(verdict.getErrorPpb(), wrong.contains(RequestKey.of(verdict)));
      }
    }
    return posterior.bins();
  }

  private static String jobOf(RequestKey key, int attempt, String node) {
    return key + " " + attempt + " " + node;
  }
}
