package io.infera.verification.domain.judge;

import io.infera.event.Outcome;
import java.time.Instant;
import java.util.Objects;

/**
 * What one verdict says of one node, for its reputation.
 *
 * @param nodeId which node
 * @param requestKey requester/requestId: the evidence's key
 * @param attempt the attempt it was drawn in, from 1
 * @param outcome what is said of it
 * @param light in which an audit, or the others, put it
 * @param tokens verified tokens: the clique's median when it agreed or was vindicated, else 0
 * @param closedAt when the verdict closed; fixes the epoch
 */
public record NodeOutcome(
    String nodeId,
    String requestKey,
    int attempt,
    Outcome outcome,
    Light light,
    int tokens,
    Instant closedAt) {

  /** What is known of an outcome beside itself. */
  public enum Light {
    /** Nothing. */
    NONE,
    /** An audit that another witness confirms was compared with the node's vector. */
    AUDITED,
    /** Such an audit shows the node wrong, and another node that gave the same wrong answer. */
    CONSPIRED,
    /** An audit that nobody confirms speaks against the node: no blame, but no trust either. */
    DOUBTED,
    /** The node was silent although at least half of the others drawn with it answered. */
    WITHHELD
  }

  public NodeOutcome {
    Objects.requireNonNull(nodeId, "nodeId");
    Objects.requireNonNull(requestKey, "requestKey");
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(light, "light");
    Objects.requireNonNull(closedAt, "closedAt");
    if (tokens < 0) {
      throw new IllegalArgumentException("expected tokens of at least 0, found " + tokens);
    }
  }
}
