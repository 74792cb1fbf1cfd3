package io.infera.infra.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.AnswerStatus;
import io.infera.event.InferenceResponse;
import io.infera.event.NodeJudgement;
import io.infera.event.NodeStanding;
import io.infera.event.NodeState;
import io.infera.event.Outcome;
import io.infera.event.Verdict;
import io.infera.infra.demo.DemoReport.LatencyMs;
import io.infera.schemas.testing.Records;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReporterTest {
  private static final Measured MEASURED = new Measured(new LatencyMs(80, 900), 4_000, 30, 12);
  private static final ReceiptAudit RECEIPTS = new ReceiptAudit(1, List.of(), 1, 44_000);
  private static final Money MONEY =
      new Money(
          List.of(),
          new Money.Requester(Records.REQUESTER, "9 INFER", "2 INFER", "7 INFER", "0 INFER"),
          new Money.Fees("1.7 INFER", "0.1 INFER", "0.2 INFER"),
          new Money.Supply("9 INFER", "1 INFER", "0 INFER", "10 INFER", "10 INFER"),
          1,
          0,
          List.of());

  @Test
  void shouldCountWhatTheTopicsSay() {
    DemoReport report = report(observation(List.of(Records.response()), "ACTIVE", "EJECTED"));

    assertThat(report.requests()).isEqualTo(1);
    assertThat(report.responses()).isEqualTo(1);
    assertThat(report.byStatus()).isEqualTo(Map.of("VERIFIED", 1));
    assertThat(report.settled()).isEqualTo(1);
    assertThat(report.gasPerVerdict()).isEqualTo(44_000);
    assertThat(report.replicasPerRequest()).isEqualTo(3);
    assertThat(report.faults())
        .singleElement()
        .satisfies(f -> assertThat(f.nodeId()).isEqualTo(Records.node(3)));
    NodeReport impostor = report.nodes().get(1);
    assertThat(impostor.faults()).isEqualTo(1);
    assertThat(impostor.agreed()).isZero();
    assertThat(Expectations.unmet(report, 1)).isEmpty();
  }

  @Test
  void shouldCountARepeatedAnswerOnceAndAConflictingOneAsConflict() {
    InferenceResponse other =
        InferenceResponse.newBuilder(Records.response())
            .setStatus(AnswerStatus.UNVERIFIED)
            .setOutput(null)
            .build();
    DemoReport repeated =
        report(observation(List.of(Records.response(), Records.response()), "ACTIVE", "EJECTED"));
    DemoReport conflicting =
        report(observation(List.of(Records.response(), other), "ACTIVE", "EJECTED"));

    assertThat(repeated.conflicting()).isZero();
    assertThat(conflicting.conflicting()).isEqualTo(1);
    assertThat(Expectations.unmet(conflicting, 1))
        .singleElement()
        .asString()
        .contains("differently");
  }

  @Test
  void shouldDemandTheImpostorOutAndTheHonestIn() {
    assertThat(
            Expectations.unmet(
                report(observation(List.of(Records.response()), "ACTIVE", "ACTIVE")), 1))
        .singleElement()
        .asString()
        .contains("impostor");
    assertThat(
            Expectations.unmet(
                report(observation(List.of(Records.response()), "SUSPENDED", "EJECTED")), 1))
        .singleElement()
        .asString()
        .contains("honest");
  }

  @Test
  void shouldDemandEveryAnswer() {
    assertThat(Expectations.unmet(report(observation(List.of(), "ACTIVE", "EJECTED")), 1))
        .hasSize(2)
        .anyMatch(text -> text.contains("answered"))
        .anyMatch(text -> text.contains("VERIFIED"));
  }

  private static DemoReport report(Observation observation) {
    var kinds = new LinkedHashMap<String, NodeKind>();
    kinds.put(Records.node(1), NodeKind.HONEST);
    kinds.put(Records.node(3), NodeKind.IMPOSTOR);
    return new Reporter(observation).report(kinds, MEASURED, RECEIPTS, MONEY);
  }

  private static Observation observation(
      List<InferenceResponse> responses, String honest, String impostor) {
    Verdict verdict =
        Verdict.newBuilder(Records.verdict())
            .setJudgements(List.of(judged(1, Outcome.AGREED), judged(3, Outcome.FAULTY)))
            .build();
    return new Observation(
        List.of(Records.request(), Records.request()),
        List.of(Records.disposition()),
        responses,
        List.of(verdict),
        List.of(Records.settlement()),
        List.of(Records.receipt()),
        Map.of(Records.node(1), standing(1, honest), Records.node(3), standing(3, impostor)));
  }

  private static NodeStanding standing(int node, String state) {
    return NodeStanding.newBuilder(Records.standing(node))
        .setState(NodeState.valueOf(state))
        .build();
  }

  private static NodeJudgement judged(int node, Outcome outcome) {
    return NodeJudgement.newBuilder()
        .setNodeId(Records.node(node))
        .setAttempt(1)
        .setOutcome(outcome)
        .build();
  }

  @Test
  void shouldSayWhatDoesNotAddUp() {
    var money =
        new Money(
            List.of(),
            MONEY.requester(),
            MONEY.fees(),
            MONEY.supply(),
            1,
            0,
            List.of("all accounts have 9 INFER together, and there are 10 INFER"));
    DemoReport report =
        new Reporter(observation(List.of(Records.response()), "ACTIVE", "EJECTED"))
            .report(Map.of(), MEASURED, RECEIPTS, money);

    assertThat(Expectations.unmet(report, 1))
        .contains("all accounts have 9 INFER together, and there are 10 INFER");
  }
}
