package io.infera.verification.stream;

import io.infera.event.AnswerStatus;
import io.infera.event.AttemptPurpose;
import io.infera.event.AuditFinding;
import io.infera.event.NodeJudgement;
import io.infera.event.Outcome;
import io.infera.event.Verdict;
import io.infera.verification.domain.judge.Ignored;
import io.infera.verification.domain.judge.Judge;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/**
 * What the judge tells of itself, in group {@code infera}. Values of labels that are known are
 * there from the start, so that an alarm has something to look at. Counters begin anew with the
 * process; what is counted exactly is in the topics.
 *
 * <ul>
 *   <li>{@code verdicts} by {@code status}; {@code corrections}: answers that were taken back
 *   <li>{@code judgements}, of nodes drawn, by {@code outcome}; {@code inconclusiveShare} of them
 *       since the start, 0 to 1
 *   <li>{@code inadmissible} results by {@code reason}
 *   <li>{@code audits} by {@code finding}
 *   <li>{@code similarities}, of pairs of results, by {@code model} and {@code distance}
 *   <li>{@code escalations}, further attempts asked for, by {@code purpose}
 *   <li>{@code ignored} records by {@code reason}, LATE ones among them
 *   <li>{@code openRequests}, {@code openAttempts}, {@code rememberedRequests} that have ended, now
 *   <li>{@code resultMillis}: from a disposition to a result, by the broker's clock, of the last
 *       1,000
 * </ul>
 */
final class JudgeMetrics {
  private static final int WINDOW = 1_000;

  private final MetricGroup group;
  private final EnumCounters<AnswerStatus> verdicts;
  private final EnumCounters<Outcome> judgements;
  private final EnumCounters<AuditFinding> audits;
  private final EnumCounters<AttemptPurpose> escalations;
  private final EnumCounters<Ignored> ignored;
  private final Map<String, Counter> inadmissible = new HashMap<>();
  private final Similarities similarities;
  private final Counter corrections;
  private final Histogram resultMillis;
  private long judged;

  JudgeMetrics(MetricGroup operator) {
    group = operator.addGroup("infera");
    verdicts = EnumCounters.of(group, "verdicts", "status", AnswerStatus.class);
    judgements = EnumCounters.of(group, "judgements", "outcome", Outcome.class);
    audits = EnumCounters.of(group, "audits", "finding", AuditFinding.class);
    escalations = EnumCounters.of(group, "escalations", "purpose", AttemptPurpose.class);
    ignored = EnumCounters.of(group, "ignored", "reason", Ignored.class);
    similarities = new Similarities(group);
    corrections = group.counter("corrections");
    resultMillis = group.histogram("resultMillis", new DescriptiveStatisticsHistogram(WINDOW));
    group.gauge("inconclusiveShare", this::inconclusiveShare);
    Judge.inadmissibleReasons().forEach(this::inadmissible);
  }

  void verdict(Verdict verdict) {
    verdicts.inc(verdict.getStatus());
    audits.inc(verdict.getAudit());
    if (verdict.getCorrection() != null) {
      corrections.inc();
    }
    for (NodeJudgement judgement : verdict.getJudgements()) {
      judgement(judgement);
    }
    similarities.add(verdict.getModelId(), verdict.getSimilarities());
  }

  private void judgement(NodeJudgement judgement) {
    judged++;
    judgements.inc(judgement.getOutcome());
    if (judgement.getLatencyMs() != null) {
      resultMillis.update(judgement.getLatencyMs());
    }
    if (!judgement.getInadmissible().isEmpty()) {
      inadmissible(judgement.getInadmissible()).inc();
    }
  }

  private Counter inadmissible(String reason) {
    return inadmissible.computeIfAbsent(
        reason, any -> group.addGroup("reason", reason).counter("inadmissible"));
  }

  void escalation(AttemptPurpose purpose) {
    escalations.inc(purpose);
  }

  void ignored(Ignored reason) {
    ignored.inc(reason);
  }

  /** Something that is looked up when it is asked for. */
  void gauge(String name, Gauge<?> gauge) {
    group.gauge(name, gauge);
  }

  private double inconclusiveShare() {
    return judged == 0 ? 0 : (double) judgements.count(Outcome.INCONCLUSIVE) / judged;
  }
}
