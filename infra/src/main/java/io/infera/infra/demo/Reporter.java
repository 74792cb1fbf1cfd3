package io.infera.infra.demo;

import io.infera.event.AnswerStatus;
import io.infera.event.DispositionKind;
import io.infera.event.NodeJudgement;
import io.infera.event.NodeStanding;
import io.infera.event.Outcome;
import io.infera.event.Verdict;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Makes the report out of what the topics say and what the launcher measured. */
final class Reporter {
  private static final double MILLION = 1e6;
  private static final Set<Outcome> IN_AGREEMENT = EnumSet.of(Outcome.AGREED, Outcome.VINDICATED);

  private final Observation observed;

  Reporter(Observation observed) {
    this.observed = observed;
  }

  /**
   * @param kinds every node, by its id
   */
  DemoReport report(
      Map<String, NodeKind> kinds, Measured measured, ReceiptAudit receipts, Money money) {
    var byStatus = new TreeMap<String, Integer>();
    observed
        .answers()
        .values()
        .forEach(answer -> byStatus.merge(answer.getStatus().name(), 1, Integer::sum));
    Map<?, Long> settled = observed.settlementCounts();
    return new DemoReport(
        observed.requestKeys().size(),
        observed.answers().size(),
        observed.conflicting(),
        byStatus,
        byStatus.getOrDefault(AnswerStatus.VERIFIED.name(), 0),
        settled.size(),
        (int) settled.values().stream().filter(count -> count > 1).count(),
        receipts.checked(),
        receipts.problems(),
        measured.latencyMs(),
        receipts.batches(),
        receipts.gas() / (double) Math.max(1, settled.size()),
        measured.residentMb(),
        measured.startSeconds(),
        measured.loadSeconds(),
        replicasPerRequest(),
        kinds.entrySet().stream().map(node -> node(node.getKey(), node.getValue())).toList(),
        observed.faults(),
        money);
  }

  private double replicasPerRequest() {
    int drawn =
        observed.dispositions().stream()
            .filter(disposition -> disposition.getKind() == DispositionKind.ASSIGNED)
            .mapToInt(disposition -> disposition.getNodes().size())
            .sum();
    return drawn / (double) Math.max(1, observed.requestKeys().size());
  }

  private NodeReport node(String nodeId, NodeKind kind) {
    List<NodeJudgement> judgements =
        observed.verdicts().stream()
            .map(Verdict::getJudgements)
            .flatMap(List::stream)
            .filter(judgement -> judgement.getNodeId().equals(nodeId))
            .toList();
    NodeStanding standing = observed.standings().get(nodeId);
    return new NodeReport(
        nodeId,
        kind,
        judgements.size(),
        judgements.stream()
            .filter(judgement -> IN_AGREEMENT.contains(judgement.getOutcome()))
            .count(),
        judgements.stream().filter(judgement -> judgement.getOutcome() == Outcome.FAULTY).count(),
        standing == null ? 0 : standing.getStandingPpm() / MILLION,
        standing == null ? "UNKNOWN" : standing.getState().name());
  }
}
