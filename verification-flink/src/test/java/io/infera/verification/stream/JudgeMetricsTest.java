package io.infera.verification.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.AuditFinding;
import io.infera.event.NodeJudgement;
import io.infera.event.Outcome;
import io.infera.event.PairSimilarity;
import io.infera.event.Verdict;
import io.infera.schemas.testing.Records;
import io.infera.verification.domain.judge.Ignored;
import io.infera.verification.support.Metered;
import java.util.List;
import org.junit.jupiter.api.Test;

class JudgeMetricsTest {
  private final Metered metered = new Metered();
  private final JudgeMetrics metrics = new JudgeMetrics(metered.group());

  @Test
  void shouldCountWhatAVerdictSays() {
    metrics.verdict(verdict());
    metrics.ignored(Ignored.LATE);

    assertThat(metered.count("verdicts", "status", "VERIFIED")).isEqualTo(1);
    assertThat(metered.count("verdicts", "status", "EXPIRED")).isZero();
    assertThat(metered.count("judgements", "outcome", "AGREED")).isEqualTo(2);
    assertThat(metered.count("judgements", "outcome", "INCONCLUSIVE")).isEqualTo(1);
    assertThat(metered.gauge("inconclusiveShare")).isEqualTo(1.0 / 3);
    assertThat(metered.count("audits", "finding", "NONE")).isEqualTo(1);
    assertThat(metered.count("ignored", "reason", "LATE")).isEqualTo(1);
    assertThat(metered.quantile("resultMillis", 0.5)).isEqualTo(12);
  }

  @Test
  void shouldSortPairsByTheirDistance() {
    metrics.verdict(verdict());

    assertThat(metered.count("similarities", "model", Records.MODEL, "distance", "1.0E-7"))
        .isEqualTo(1);
    assertThat(metered.count("similarities", "model", Records.MODEL, "distance", "0.01"))
        .isEqualTo(1);
    assertThat(metered.count("similarities", "model", Records.MODEL, "distance", "2")).isEqualTo(1);
    assertThat(metered.count("similarities", "model", Records.MODEL, "distance", "0.1")).isZero();
  }

  private static Verdict verdict() {
    return Verdict.newBuilder(Records.verdict())
        .setAudit(AuditFinding.NONE)
        .setJudgements(
            List.of(
                judged(1, Outcome.AGREED),
                judged(2, Outcome.AGREED),
                judged(3, Outcome.INCONCLUSIVE)))
        .setSimilarities(
            List.of(
                new PairSimilarity(Records.node(1), Records.node(2), 1.0),
                new PairSimilarity(Records.node(1), Records.node(3), 0.995),
                new PairSimilarity(Records.node(2), Records.node(3), -0.1)))
        .build();
  }

  private static NodeJudgement judged(int node, Outcome outcome) {
    return NodeJudgement.newBuilder()
        .setNodeId(Records.node(node))
        .setAttempt(1)
        .setOutcome(outcome)
        .setLatencyMs(12L)
        .build();
  }
}
