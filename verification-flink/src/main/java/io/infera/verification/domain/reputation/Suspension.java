package io.infera.verification.domain.reputation;

import io.infera.event.NodeState;

/**
 * Takes a node out of the draw for a while.
 *
 * <p>For proven faults at once, not at the end of the epoch: a ring that has earned credibility and
 * then lies would else have a whole epoch of accepted lies. One fault that another node shares is
 * enough, of others it takes two. It is decided in event time, when every outcome up to the fault's
 * time is in, so a replay decides the same. For withholding at the end of an epoch, and for a
 * shorter time, because silence is no proof of anything.
 */
final class Suspension {
  private static final int MOST_DOUBLINGS = 6;

  private final ReputationPolicy policy;
  private final NodeReputation node;
  private final RosterEntry entry;

  Suspension(ReputationPolicy policy, NodeReputation node, RosterEntry entry) {
    this.policy = policy;
    this.node = node;
    this.entry = entry;
  }

  /** Takes the faults of a time, and suspends when those of the epoch until then suffice. */
  void takeFaults(long at) {
    while (!node.comingFaults.isEmpty() && node.comingFaults.last().closedAt() <= at) {
      Evidence fault = node.comingFaults.pollLast();
      Evidence.add(node.evidence, fault);
      node.faultsOfEpoch++;
      node.conspiredOfEpoch += fault.shared() ? 1 : 0;
    }
    if (entry.isBackstop()
        || node.state == NodeState.SUSPENDED
        || node.state == NodeState.EJECTED) {
      return;
    }
    EjectionTest test = policy.ejection();
    long evidence = test.evidenceMicro(node.faultsOfEpoch, node.conspiredOfEpoch);
    if (node.scores.alarm + evidence >= test.suspendMicro()) {
      long epoch = Math.floorDiv(at, policy.epoch().toMillis());
      forFaults(epoch);
      entry.announce("SUSPENDED", at, epoch);
    }
  }

  void forFaults(long epoch) {
    until(epoch, (long) policy.bounds().suspensionEpochs() << doublings(node.suspensions));
    node.suspensions++;
  }

  void forWithholding(long epoch) {
    until(epoch, (long) policy.withholding().epochs() << doublings(node.withholdings));
    node.withholdings++;
    // Half of it is remembered: who goes on has less to go.
    node.scores.withholding = policy.withholding().suspendMicro() / 2;
  }

  private static int doublings(int times) {
    return Math.min(times, MOST_DOUBLINGS);
  }

  private void until(long epoch, long epochs) {
    node.state = NodeState.SUSPENDED;
    node.suspendedUntil = epoch + epochs;
    // An epoch that is looked at even if nothing happens in it.
    node.tally(node.suspendedUntil);
  }
}
