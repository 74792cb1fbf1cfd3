package io.infera.verification.support;

import io.infera.event.Disposition;
import io.infera.event.ReplicaResult;
import io.infera.schemas.canonical.Digests;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.testing.Records;
import java.time.Instant;

/** Records of many requests, each drawn to nodes 1, 2 and 3. */
public final class Story {
  /** A vector and one that agrees with no other. */
  public static final float[] RIGHT = {1, 0, 0};

  public static final float[] WRONG = {0, 1, 0};

  private Story() {}

  /**
   * The first attempt at a request, made at {@code at}: 2 s for the attempt, 6 s for the answer.
   */
  public static Disposition disposition(String requestId, Instant at) {
    return Disposition.newBuilder(Records.disposition())
        .setRequestId(requestId)
        .setRequestDigest(Digests.request(Records.request(requestId)))
        .setRequestedAt(at)
        .setAt(at)
        .setAttemptDeadline(at.plusSeconds(2))
        .setRequestDeadline(at.plusSeconds(6))
        .build();
  }

  /** The same with time enough for a machine that does much else: all must answer in it. */
  public static Disposition unhurried(String requestId, Instant at) {
    return Disposition.newBuilder(disposition(requestId, at))
        .setAttemptDeadline(at.plusSeconds(60))
        .setRequestDeadline(at.plusSeconds(90))
        .build();
  }

  /** One node's answer to the first attempt, signed by it. */
  public static ReplicaResult result(String requestId, int node, float... vector) {
    ReplicaResult unsigned =
        ReplicaResult.newBuilder(Records.result(node, vector))
            .setRequestId(requestId)
            .setRequestDigest(Digests.request(Records.request(requestId)))
            .build();
    return Records.sign(node, unsigned);
  }

  public static String key(String requestId) {
    return new RequestKey(Records.REQUESTER, requestId).toString();
  }
}
