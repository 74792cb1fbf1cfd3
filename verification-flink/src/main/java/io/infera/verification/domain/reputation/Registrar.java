package io.infera.verification.domain.reputation;

import io.infera.event.NodeHeartbeat;
import io.infera.event.NodeRegistration;
import io.infera.verification.domain.judge.NodeOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the reputation and the membership of nodes, one {@link NodeReputation} each: a pure function from state and
 * record to effects. The state passed in is changed; the registrar itself has none.
 *
 * <p>The shell owes it: registrations and heartbeats of one node each in offset order with the running maximum of their
 * partition's LogAppendTime, outcomes in any order, and a call of {@link #onTime} when the watermark reaches {@link
 * #nextTimer}.
 */
public final class Registrar {

  public Registrar(ReputationPolicy policy) {}

  /** Takes a registration; its signature is checked here. */
  public List<ReputationEffect> on(NodeReputation node, NodeRegistration registration, Instant time) {
    throw new UnsupportedOperationException();
  }

  /** Takes a heartbeat; its signature is checked here. */
  public List<ReputationEffect> on(NodeReputation node, NodeHeartbeat heartbeat, Instant time) {
    throw new UnsupportedOperationException();
  }

  /** Takes what a verdict says of the node; its epoch is that of {@link NodeOutcome#closedAt}. */
  public List<ReputationEffect> on(NodeReputation node, NodeOutcome outcome) {
    throw new UnsupportedOperationException();
  }

  /** Event time has reached {@code now}: silence is noticed and epochs that ended are closed. */
  public List<ReputationEffect> onTime(NodeReputation node, Instant now) {
    throw new UnsupportedOperationException();
  }

  /** When {@link #onTime} must be called next; empty when only records matter, or the node is forgettable. */
  public Optional<Instant> nextTimer(NodeReputation node) {
    throw new UnsupportedOperationException();
  }
}
