package io.infera.dispatcher.domain;

import io.infera.event.AnswerStatus;
import io.infera.event.Disposition;
import io.infera.event.DispositionKind;
import io.infera.event.DrawnNode;
import io.infera.event.InferenceRequest;
import io.infera.event.InferenceResponse;
import io.infera.event.ModelPolicy;
import io.infera.event.ReplicaJob;
import io.infera.event.ServedModel;
import java.util.List;
import java.util.Optional;

/** What follows from a disposition, and from nothing else; deriving it again gives the same. */
public final class Derivations {
  private Derivations() {}

  /**
   * The jobs of an assignment, one for each node drawn, in the order of the draw.
   *
   * @param request the request it assigns; its digest has been compared
   */
  public static List<ReplicaJob> jobs(Disposition disposition, InferenceRequest request) {
    ModelPolicy policy = disposition.getPolicy();
    var model =
        new ServedModel(policy.getModelId(), policy.getModelDigest(), policy.getCodeDigest());
    return disposition.getNodes().stream()
        .map(node -> job(disposition, request, model, node))
        .toList();
  }

  private static ReplicaJob job(
      Disposition disposition, InferenceRequest request, ServedModel model, DrawnNode node) {
    return new ReplicaJob(
        disposition.getRequester(),
        disposition.getRequestId(),
        disposition.getAttempt(),
        node.getNodeId(),
        model,
        request.getInput(),
        disposition.getRequestDigest(),
        disposition.getAttemptDeadline());
  }

  /**
   * The answer that the dispatcher itself owes: to a request that was refused, or expired before
   * anyone was drawn. Once a request has been assigned, verification alone answers it, so a later
   * attempt that expires has none.
   */
  public static Optional<InferenceResponse> answer(Disposition disposition) {
    if (disposition.getAttempt() != 1 || disposition.getKind() == DispositionKind.ASSIGNED) {
      return Optional.empty();
    }
    boolean refused = disposition.getKind() == DispositionKind.REJECTED;
    return Optional.of(
        InferenceResponse.newBuilder()
            .setRequester(disposition.getRequester())
            .setRequestId(disposition.getRequestId())
            .setStatus(refused ? AnswerStatus.REJECTED : AnswerStatus.EXPIRED)
            .setReason(disposition.getReason())
            .setDetail(disposition.getDetail())
            .setModelId(disposition.getModelId())
            .setRequestDigest(disposition.getRequestDigest())
            .setDecidedAt(disposition.getAt())
            .build());
  }

  /**
   * The answer to a request that gets no disposition: because it has no identity, or because its id
   * belongs to another. Decided at the time it was appended, so that deciding again gives the same
   * answer.
   */
  public static InferenceResponse refusal(RequestInLog request, Refusal refusal) {
    return InferenceResponse.newBuilder()
        .setRequester(request.request().getRequester())
        .setRequestId(request.request().getRequestId())
        .setStatus(AnswerStatus.REJECTED)
        .setReason(refusal.reason().name())
        .setDetail(refusal.sentence())
        .setModelId(request.request().getModelId())
        .setRequestDigest(request.digest())
        .setDecidedAt(request.requestedAt())
        .build();
  }
}
