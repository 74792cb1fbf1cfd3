package io.infera.analytics.support;

import static java.util.stream.Collectors.joining;

import io.infera.event.AnswerStatus;
import io.infera.event.AuditFinding;
import io.infera.event.ModelPolicy;
import io.infera.event.NodeJudgement;
import io.infera.event.NodePayment;
import io.infera.event.NodeState;
import io.infera.event.Outcome;
import io.infera.event.PairSimilarity;
import io.infera.event.ReceiptStatus;
import io.infera.event.RosterChange;
import io.infera.event.SettlementEvent;
import io.infera.event.SettlementReceipt;
import io.infera.event.Verdict;
import io.infera.schemas.catalog.Cleanup;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.testing.Records;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/**
 * Three requests: nodes 1, 2 and 3 agree on the first; of the second, nodes 4 and 5 give the same
 * wrong answer, against node 1 and the backstop's audit (9); of the third, node 4 is silent. Then
 * node 4 is ejected.
 */
public final class Ring {
  /** When node 4 was ejected: a minute ago. */
  public static final Instant EJECTED =
      Instant.now().minus(Duration.ofMinutes(1)).truncatedTo(ChronoUnit.MILLIS);

  private static final double SAME = 0.99999995;
  private static final double CLOSE = 0.9995;
  private static final double OTHER = 0.99;

  private final Streams streams;

  private Ring(Streams streams) {
    this.streams = streams;
  }

  /** Writes the story, with a stray record in it. */
  public static void tell(Streams streams) {
    var ring = new Ring(streams);
    ring.policies();
    ring.requests();
    ring.fall();
    ring.standings();
    ring.others();
    streams.poison(Topics.VERDICTS);
    streams.tick(Topics.REGISTRATIONS);
  }

  /** The ids of nodes, in their order. */
  public static List<String> sorted(int... nodes) {
    return IntStream.of(nodes).mapToObj(Records::node).sorted().toList();
  }

  private void policies() {
    ModelPolicy gone = ModelPolicy.newBuilder(Records.policy()).setModelId("withdrawn").build();
    streams.send(Topics.MODELS, gone.getModelId(), gone);
    streams.send(Topics.MODELS, gone.getModelId(), null);
    streams.send(Topics.MODELS, Records.MODEL, Records.policy());
    streams.send(
        Topics.MODELS,
        Records.MODEL,
        ModelPolicy.newBuilder(Records.policy()).setVersion(2).build());
  }

  private void requests() {
    verdict(
        "r-1",
        AuditFinding.NONE,
        List.of(judged(1, Outcome.AGREED), judged(2, Outcome.AGREED), judged(3, Outcome.AGREED)),
        List.of(pair(1, 2, SAME), pair(1, 3, CLOSE), pair(2, 3, CLOSE)));
    settlement("r-1", 1, 2, 3);
    receipt("r-1", 0);
    verdict(
        "r-2",
        AuditFinding.CONFIRMED,
        List.of(
            judged(1, Outcome.AGREED),
            judged(4, Outcome.FAULTY),
            judged(5, Outcome.FAULTY),
            judged(9, Outcome.AGREED)),
        List.of(
            pair(1, 9, SAME),
            pair(4, 5, SAME),
            pair(1, 4, OTHER),
            pair(1, 5, OTHER),
            pair(4, 9, OTHER),
            pair(5, 9, OTHER)));
    settlement("r-2", 1);
    verdict(
        "r-3",
        AuditFinding.NONE,
        List.of(
            judged(2, Outcome.AGREED),
            judged(3, Outcome.AGREED),
            NodeJudgement.newBuilder()
                .setNodeId(Records.node(4))
                .setAttempt(1)
                .setOutcome(Outcome.SILENT)
                .build()),
        List.of(pair(2, 3, SAME)));
    settlement("r-3", 2, 3);
  }

  private void fall() {
    streams.send(Topics.ROSTERS, Records.node(1), Records.rosterChange(1));
    streams.send(
        Topics.ROSTERS,
        Records.node(4),
        RosterChange.newBuilder(Records.rosterChange(4))
            .setMember(false)
            .setState(NodeState.EJECTED)
            .setReason("EJECTED")
            .setAt(EJECTED)
            .setEvidence(List.of(key("r-2").toString()))
            .build());
    streams.send(
        Topics.ROSTERS,
        Records.node(5),
        RosterChange.newBuilder(Records.rosterChange(5))
            .setState(NodeState.SUSPENDED)
            .setReason("SUSPENDED")
            .setAt(EJECTED.minus(Duration.ofHours(2)))
            .build());
  }

  private void standings() {
    streams.send(Topics.STANDINGS, Records.node(4), Records.standing(4));
    streams.send(Topics.STANDINGS, Records.node(1), Records.standing(1));
    streams.send(
        Topics.STANDINGS,
        Records.node(4),
        io.infera.event.NodeStanding.newBuilder(Records.standing(4))
            .setState(NodeState.EJECTED)
            .setStandingPpm(0)
            .build());
    for (int epoch = 1; epoch <= 12; epoch++) {
      streams.send(
          Topics.REPUTATION,
          Records.node(1),
          io.infera.event.ReputationEpoch.newBuilder(Records.epoch(1)).setEpoch(epoch).build());
    }
  }

  /** One record in each of the other topics. */
  private void others() {
    Set<Topic<?>> told =
        Set.of(
            Topics.MODELS,
            Topics.VERDICTS,
            Topics.ROSTERS,
            Topics.STANDINGS,
            Topics.REPUTATION,
            Topics.SETTLEMENTS,
            Topics.RECEIPTS);
    for (Topic<?> topic : Topics.all()) {
      if (!told.contains(topic)) {
        sample(topic);
      }
    }
  }

  private <T extends SpecificRecord> void sample(Topic<T> topic) {
    T record =
        Records.all().stream()
            .filter(topic.valueType()::isInstance)
            .map(topic.valueType()::cast)
            .findFirst()
            .orElseThrow();
    streams.send(
        topic,
        topic.cleanup() == Cleanup.COMPACT ? key(topic, record) : "of " + topic.name(),
        record);
  }

  /** What a compacted table joins its records by. */
  private static String key(Topic<?> topic, SpecificRecord record) {
    return Stream.of(topic.key().split("/"))
        .map(field -> record.get(topic.schema().getField(field).pos()).toString())
        .collect(joining("/"));
  }

  private void verdict(
      String id,
      AuditFinding audit,
      List<NodeJudgement> judgements,
      List<PairSimilarity> similarities) {
    var sorted = new ArrayList<>(judgements);
    sorted.sort(Comparator.comparing(NodeJudgement::getNodeId));
    Verdict verdict =
        Verdict.newBuilder(Records.verdict())
            .setRequestId(id)
            .setAudit(audit)
            .setAuditor(audit == AuditFinding.NONE ? null : Records.node(9))
            .setErrorPpb(audit == AuditFinding.NONE ? 200_000L : 5_000L)
            .setJudgements(sorted)
            .setSimilarities(similarities)
            .build();
    streams.send(Topics.VERDICTS, key(id).toString(), verdict);
  }

  private void settlement(String id, int... paid) {
    List<NodePayment> payments =
        sorted(paid).stream().map(node -> new NodePayment(node, 7L, 7)).toList();
    SettlementEvent settlement =
        SettlementEvent.newBuilder(Records.settlement(id))
            .setStatus(AnswerStatus.VERIFIED)
            .setPayments(payments)
            .setPriceMicroInfer(7L * paid.length)
            .build();
    streams.send(Topics.SETTLEMENTS, key(id).toString(), settlement);
  }

  private void receipt(String id, long offset) {
    streams.send(
        Topics.RECEIPTS,
        key(id).toString(),
        SettlementReceipt.newBuilder(Records.receipt())
            .setRequestId(id)
            .setLane(lane(id))
            .setOffset(offset)
            .setStatus(ReceiptStatus.FINAL)
            .build());
  }

  private static int lane(String id) {
    return org.apache.kafka.common.utils.Utils.toPositive(
            org.apache.kafka.common.utils.Utils.murmur2(
                key(id).toString().getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        % Topics.SETTLEMENTS.partitions();
  }

  private static RequestKey key(String id) {
    return new RequestKey(Records.REQUESTER, id);
  }

  private static NodeJudgement judged(int node, Outcome outcome) {
    return NodeJudgement.newBuilder()
        .setNodeId(Records.node(node))
        .setAttempt(1)
        .setOutcome(outcome)
        .setCosine(outcome == Outcome.FAULTY ? OTHER : SAME)
        .setTokens(7)
        .setLatencyMs(10L * node)
        .build();
  }

  private static PairSimilarity pair(int one, int other, double cosine) {
    List<String> nodes = sorted(one, other);
    return new PairSimilarity(nodes.get(0), nodes.get(1), cosine);
  }
}
