package io.infera.dispatcher.domain;

import io.infera.event.AttemptPurpose;
import io.infera.event.Disposition;
import io.infera.event.DispositionKind;
import io.infera.event.DrawEvidence;
import io.infera.event.DrawnNode;
import io.infera.event.ModelPolicy;
import io.infera.event.RosterChange;
import java.time.Instant;
import java.util.List;

/** Makes the records in which the dispatcher says what it decided. */
public final class Dispositions {
  /** Reason of an assignment. */
  public static final String DRAWN = "DRAWN";

  /** Reason of an expiry. */
  public static final String DEADLINE = "DEADLINE";

  private Dispositions() {}

  /** Nodes were drawn. */
  public static Disposition assigned(
      RequestInLog request,
      AttemptOrder order,
      ModelPolicy policy,
      List<RosterChange> nodes,
      DrawEvidence evidence,
      Instant at,
      Instant attemptDeadline) {
    return common(request, order.attempt(), order.purpose(), policy, at)
        .setKind(DispositionKind.ASSIGNED)
        .setAttemptDeadline(attemptDeadline)
        .setNodes(nodes.stream().map(Dispositions::drawn).toList())
        .setDraw(evidence)
        .setReason(DRAWN)
        .setDetail(nodes.size() < order.replicas() ? tooFew(order, nodes.size()) : "")
        .build();
  }

  /** The request is refused. */
  public static Disposition rejected(
      RequestInLog request, ModelPolicy policy, Refusal refusal, Instant at) {
    return common(request, 1, AttemptPurpose.FIRST, policy, at)
        .setKind(DispositionKind.REJECTED)
        .setAttemptDeadline(request.request().getDeadline())
        .setReason(refusal.reason().name())
        .setDetail(refusal.sentence())
        .build();
  }

  /** Time was over before enough nodes could be drawn. */
  public static Disposition expired(
      RequestInLog request, AttemptOrder order, ModelPolicy policy, String why, Instant at) {
    return common(request, order.attempt(), order.purpose(), policy, at)
        .setKind(DispositionKind.EXPIRED)
        .setAttemptDeadline(request.request().getDeadline())
        .setReason(DEADLINE)
        .setDetail(why)
        .build();
  }

  /** A member as a disposition records it. */
  public static DrawnNode drawn(RosterChange node) {
    return new DrawnNode(
        node.getNodeId(),
        node.getOperator(),
        node.getState(),
        node.getStandingPpm(),
        Math.min(node.getWeight(), Candidates.MAX_WEIGHT),
        node.getBackstop(),
        node.getCredibilityPpm(),
        node.getPassedAuditsMilli());
  }

  private static String tooFew(AttemptOrder order, int found) {
    return "expected " + order.replicas() + " eligible nodes, found no more than " + found;
  }

  private static Disposition.Builder common(
      RequestInLog request, int attempt, AttemptPurpose purpose, ModelPolicy policy, Instant at) {
    var asked = request.request();
    return Disposition.newBuilder()
        .setRequester(asked.getRequester())
        .setRequestId(asked.getRequestId())
        .setAttempt(attempt)
        .setPurpose(purpose)
        .setRequestDigest(request.digest())
        .setModelId(asked.getModelId())
        .setPolicy(policy)
        .setReplicas(asked.getReplicas())
        .setRequestedAt(request.requestedAt())
        .setAt(at)
        .setRequestDeadline(asked.getDeadline())
        .setResponseTopic(request.responseTopic());
  }
}
