package io.infera.infra.chaos;

import io.infera.event.Disposition;
import io.infera.event.DispositionKind;
import io.infera.event.InferenceResponse;
import io.infera.event.NodeJudgement;
import io.infera.event.NodeState;
import io.infera.event.Outcome;
import io.infera.event.SettlementEvent;
import io.infera.event.Verdict;
import io.infera.schemas.canonical.Digests;
import io.infera.schemas.catalog.RequestKey;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Holds what topics and chain say against what the network promises, when all of its nodes are
 * honest: every acknowledged request has one answer, every request that verification ended one
 * settlement, and no node is blamed for anything but the silence that it kept. Is told one record
 * at a time, each topic in the order of its partitions.
 *
 * <p>It keeps about 150 bytes of a request and not its key; the keys of those that something is
 * wrong with are told in a second reading, by {@link #name}.
 */
final class Audit {
  private static final Set<Outcome> NO_BLAME =
      EnumSet.of(Outcome.AGREED, Outcome.VINDICATED, Outcome.INCONCLUSIVE, Outcome.SILENT);
  private static final Set<NodeState> OUT = EnumSet.of(NodeState.SUSPENDED, NodeState.EJECTED);

  /** A node that a fault makes silent again and again is suspended for a while, and rightly. */
  private static final String FOR_SILENCE = "WITHHELD";

  private static final int SENTENCES = 20;
  private static final int MOST_NAMES = 1_000;

  private final Downtimes downtimes;
  private final Map<RequestId, Journey> journeys = new HashMap<>();
  private final Map<RequestId, String> names = new HashMap<>();
  private final Map<String, String> penalties = new TreeMap<>();
  private final Map<String, Integer> byStatus = new TreeMap<>();
  private final Map<Outcome, Integer> byOutcome = new EnumMap<>(Outcome.class);
  private final Set<String> problems = new TreeSet<>();

  /**
   * @param downtimes when which node could not answer
   */
  Audit(Downtimes downtimes) {
    this.downtimes = downtimes;
  }

  /** The broker confirmed it, or the client could not tell that it did not. */
  void acknowledged(RequestKey key) {
    journey(key).acknowledged = true;
  }

  /** It stands in the log. */
  void requested(RequestKey key) {
    journey(key).inLog = true;
  }

  void disposed(Disposition disposition) {
    Journey journey = journey(RequestKey.of(disposition));
    if (disposition.getAttempt() == 1 && !journey.decided) {
      journey.decided = true;
      journey.assigned = disposition.getKind() == DispositionKind.ASSIGNED;
    }
  }

  void answered(InferenceResponse response) {
    if (journey(RequestKey.of(response)).answer(Digests.response(response))) {
      byStatus.merge(response.getStatus().name(), 1, Integer::sum);
    }
  }

  void judged(Verdict verdict) {
    if (journey(RequestKey.of(verdict)).judge(Digests.verdict(verdict))) {
      verdict.getJudgements().forEach(judgement -> judged(verdict, judgement));
    }
  }

  private void judged(Verdict verdict, NodeJudgement judgement) {
    Outcome outcome = judgement.getOutcome();
    byOutcome.merge(outcome, 1, Integer::sum);
    if (outcome == Outcome.SILENT
        && !downtimes.excuse(judgement.getNodeId(), verdict.getClosedAt())) {
      penalised(
          judgement.getNodeId(),
          "called silent in "
              + RequestKey.of(verdict)
              + " at "
              + verdict.getClosedAt()
              + ", though nothing kept it from answering");
    }
    if (!NO_BLAME.contains(outcome)) {
      penalised(
          judgement.getNodeId(),
          (outcome + " " + judgement.getInadmissible()).strip() + " in " + RequestKey.of(verdict));
    }
  }

  void settled(SettlementEvent settlement) {
    journey(RequestKey.of(settlement)).settle();
    settlement
        .getFaults()
        .forEach(
            fault ->
                penalised(fault.getNodeId(), "settled as a fault in " + RequestKey.of(settlement)));
  }

  /** The sink says that it is final. */
  void receiptFinal(RequestKey key) {
    journey(key).receipt = true;
  }

  /** Archive and contract prove a settlement of it. */
  void anchored(RequestKey key) {
    journey(key).anchor();
  }

  /** Archive and contract disagree, or a receipt does not hold. */
  void refuted(String what, String reason) {
    problem("settlement of " + what + ": " + reason);
  }

  void stands(String nodeId, NodeState state, String reason) {
    if (OUT.contains(state) && !reason.equals(FOR_SILENCE)) {
      penalised(nodeId, state + " (" + reason + ")");
    }
  }

  /** What is wrong and is of no single request. */
  void problem(String sentence) {
    if (problems.size() < SENTENCES) {
      problems.add(sentence);
    }
  }

  /** Requests for which something is still to come. */
  int open() {
    return count(journey -> journey.answered || journey.inLog || journey.acknowledged)
        - count(Journey::complete);
  }

  Map<String, Integer> byStatus() {
    return new TreeMap<>(byStatus);
  }

  Map<Outcome, Integer> byOutcome() {
    return new EnumMap<>(byOutcome);
  }

  Findings findings() {
    var sentences = new ArrayList<String>(problems);
    penalties.forEach((node, why) -> sentences.add("the honest node " + node + " is " + why));
    return new Findings(
        count(journey -> journey.acknowledged || journey.inLog),
        found("lost", Audit::lost, sentences),
        found("answered or judged twice, differently", Audit::conflicting, sentences),
        found("settled more than once", Audit::settledTwice, sentences),
        found("not settled", Audit::unsettled, sentences),
        penalties.size(),
        sentences);
  }

  private static boolean lost(Journey journey) {
    return journey.acknowledged && !journey.inLog || journey.inLog && !journey.answered;
  }

  private static boolean conflicting(Journey journey) {
    return journey.conflicting || journey.judgedTwice;
  }

  private static boolean settledTwice(Journey journey) {
    return journey.settlements > 1 || journey.anchored > 1;
  }

  private static boolean unsettled(Journey journey) {
    return journey.ended
        ? journey.settlements == 0 || journey.anchored == 0 || !journey.receipt
        : journey.assigned || journey.settlements > 0;
  }

  /** True when something is wrong with a request, so that its key is worth a look. */
  boolean suspects() {
    return count(Audit::wrong) > 0;
  }

  /** Hears a request's key again, to speak of it in findings. */
  void name(RequestKey key) {
    var id = RequestId.of(key);
    Journey journey = journeys.get(id);
    if (names.size() < MOST_NAMES && journey != null && wrong(journey)) {
      names.put(id, key.toString());
    }
  }

  private static boolean wrong(Journey journey) {
    return lost(journey) || conflicting(journey) || settledTwice(journey) || unsettled(journey);
  }

  private int found(String what, Predicate<Journey> wrong, List<String> sentences) {
    journeys.entrySet().stream()
        .filter(journey -> wrong.test(journey.getValue()))
        .map(journey -> names.getOrDefault(journey.getKey(), journey.getKey().toString()))
        .limit(SENTENCES)
        .sorted()
        .forEach(key -> sentences.add("request " + key + " is " + what));
    return count(wrong);
  }

  private int count(Predicate<Journey> condition) {
    return (int) journeys.values().stream().filter(condition).count();
  }

  private void penalised(String nodeId, String why) {
    penalties.putIfAbsent(nodeId, why);
  }

  private Journey journey(RequestKey key) {
    return journeys.computeIfAbsent(RequestId.of(key), unknown -> new Journey());
  }
}
