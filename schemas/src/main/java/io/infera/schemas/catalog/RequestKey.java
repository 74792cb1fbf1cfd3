package io.infera.schemas.catalog;

import io.infera.event.Disposition;
import io.infera.event.Escalation;
import io.infera.event.InferenceRequest;
import io.infera.event.InferenceResponse;
import io.infera.event.ReplicaJob;
import io.infera.event.ReplicaResult;
import io.infera.event.SettlementEvent;
import io.infera.event.SettlementReceipt;
import io.infera.event.ShadowVerdict;
import io.infera.event.Verdict;

/**
 * A request's identity, (requester, requestId), and with it the Kafka key of all that is said about
 * it: {@code requester/requestId}. The requester is part of it, so nobody can squat another's id.
 *
 * @param requester who asked; an EVM address, which holds no slash
 * @param requestId unique for this requester
 */
public record RequestKey(String requester, String requestId) implements Comparable<RequestKey> {
  private static final char SEPARATOR = '/';

  public RequestKey {
    if (requester == null || requester.isEmpty() || requester.indexOf(SEPARATOR) >= 0) {
      throw new IllegalArgumentException(
          "a request key needs a requester without '/', found: " + requester);
    }
    if (requestId == null || requestId.isEmpty()) {
      throw new IllegalArgumentException("a request key needs a request id, found: " + requestId);
    }
  }

  public static RequestKey of(InferenceRequest request) {
    return new RequestKey(request.getRequester(), request.getRequestId());
  }

  public static RequestKey of(InferenceResponse response) {
    return new RequestKey(response.getRequester(), response.getRequestId());
  }

  public static RequestKey of(Disposition disposition) {
    return new RequestKey(disposition.getRequester(), disposition.getRequestId());
  }

  public static RequestKey of(ReplicaJob job) {
    return new RequestKey(job.getRequester(), job.getRequestId());
  }

  public static RequestKey of(ReplicaResult result) {
    return new RequestKey(result.getRequester(), result.getRequestId());
  }

  public static RequestKey of(Escalation escalation) {
    return new RequestKey(escalation.getRequester(), escalation.getRequestId());
  }

  public static RequestKey of(Verdict verdict) {
    return new RequestKey(verdict.getRequester(), verdict.getRequestId());
  }

  public static RequestKey of(ShadowVerdict verdict) {
    return new RequestKey(verdict.getRequester(), verdict.getRequestId());
  }

  public static RequestKey of(SettlementEvent settlement) {
    return new RequestKey(settlement.getRequester(), settlement.getRequestId());
  }

  public static RequestKey of(SettlementReceipt receipt) {
    return new RequestKey(receipt.getRequester(), receipt.getRequestId());
  }

  /**
   * Reads a key as written by {@link #toString}.
   *
   * @throws IllegalArgumentException when the text is not {@code requester/requestId}
   */
  public static RequestKey parse(String text) {
    int slash = text.indexOf(SEPARATOR);
    if (slash < 0) {
      throw new IllegalArgumentException("expected requester/requestId, found: " + text);
    }
    return new RequestKey(text.substring(0, slash), text.substring(slash + 1));
  }

  @Override
  public int compareTo(RequestKey other) {
    int byRequester = requester.compareTo(other.requester);
    return byRequester != 0 ? byRequester : requestId.compareTo(other.requestId);
  }

  @Override
  public String toString() {
    return requester + SEPARATOR + requestId;
  }
}
