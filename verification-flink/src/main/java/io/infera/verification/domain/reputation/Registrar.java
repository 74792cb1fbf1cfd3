package io.infera.verification.domain.reputation;

import io.infera.event.NodeHeartbeat;
import io.infera.event.NodeRegistration;
import io.infera.event.NodeStake;
import io.infera.event.Outcome;
import io.infera.verification.domain.judge.NodeOutcome;
import io.infera.verification.domain.reputation.ReputationEffect.Ignore.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the reputation and the membership of nodes, one {@link NodeReputation} each: a pure
 * function from state and record to effects. The state passed in is changed; the registrar itself
 * has none.
 *
 * <p>The shell owes it: registrations, heartbeats and stakes of one node each in offset order with
 * the running maximum of their partition's LogAppendTime, outcomes in any order, and a call of
 * {@link #onTime} when the watermark reaches {@link #nextTimer}, that is when every record and
 * outcome up to and including that time has been handed in.
 *
 * <p>A node is a member of the roster when it is registered, heard, ready, staked where that is
 * required, and in PROBATION or ACTIVE. Life signs and stakes change its membership at once, and so
 * does a fault that makes {@link Suspension} due; all else that verdicts say waits for the end of
 * their epoch. An epoch in which nothing was heard of a node and nothing judged leaves no trace.
 */
public final class Registrar {
  private final ReputationPolicy policy;

  /**
   * @param policy the same for every replay
   */
  public Registrar(ReputationPolicy policy) {
    this.policy = policy;
  }

  /** Takes a registration; its signature is checked here. */
  public List<ReputationEffect> on(
      NodeReputation node, NodeRegistration registration, Instant time) {
    var entry = new RosterEntry(policy, node);
    long at = time.toEpochMilli();
    Announcement before = node.announcement;
    if (!Announcement.isSigned(policy.networkId(), registration)) {
      return entry.ignore(Reason.BAD_SIGNATURE);
    }
    if (before != null && registration.getSequence() <= before.sequence()) {
      return entry.ignore(Reason.OLD_SEQUENCE);
    }
    if (registration.getOperator().isEmpty() || registration.getModels().isEmpty()) {
      return entry.ignore(Reason.MALFORMED);
    }
    node.announcement = Announcement.of(registration, before == null ? at : before.at());
    if (node.member && !node.announcement.sameOffer(before)) {
      entry.announce("JOINED", at);
    }
    entry.review("LEFT", at);
    return entry.effects();
  }

  /** Takes a heartbeat; its signature is checked here. */
  public List<ReputationEffect> on(NodeReputation node, NodeHeartbeat heartbeat, Instant time) {
    var entry = new RosterEntry(policy, node);
    long at = time.toEpochMilli();
    if (!Announcement.isSigned(policy.networkId(), heartbeat)) {
      return entry.ignore(Reason.BAD_SIGNATURE);
    }
    if (heartbeat.getSequence() <= node.heartbeatSequence) {
      return entry.ignore(Reason.OLD_SEQUENCE);
    }
    if (node.present && silentAt(node) < at) {
      fallSilent(entry, node);
    }
    node.heartbeatSequence = heartbeat.getSequence();
    node.lastHeard = Math.max(node.lastHeard, at);
    node.present = heartbeat.getReady() && !heartbeat.getDraining();
    if (epochOf(at) > node.closedEpoch) {
      node.tally(epochOf(at)).heard(at, heartbeat.getDraining());
    }
    entry.review("LEFT", at);
    return entry.effects();
  }

  /**
   * Takes a stake as the chain has it; who may write it is for the log's access rules to say. Of no
   * effect where stakes are not required.
   */
  public List<ReputationEffect> on(NodeReputation node, NodeStake stake, Instant time) {
    var entry = new RosterEntry(policy, node);
    if (policy.stakeRequired()) {
      entry.stake(StakeHeld.of(stake), time.toEpochMilli());
    }
    return entry.effects();
  }

  /** Takes what a verdict says of the node; its epoch is that of {@link NodeOutcome#closedAt}. */
  public List<ReputationEffect> on(NodeReputation node, NodeOutcome outcome) {
    var entry = new RosterEntry(policy, node);
    long epoch = epochOf(outcome.closedAt().toEpochMilli());
    if (epoch <= node.closedEpoch) {
      return entry.ignore(Reason.CLOSED_EPOCH);
    }
    node.tally(epoch).add(outcome);
    if (outcome.outcome() == Outcome.FAULTY) {
      node.comingFaults.add(Tally.evidence(outcome));
    }
    return entry.effects();
  }

  /**
   * Event time has reached {@code now}: silence is noticed and epochs that ended are closed, in
   * order of time.
   */
  public List<ReputationEffect> onTime(NodeReputation node, Instant now) {
    var entry = new RosterEntry(policy, node);
    long millis = now.toEpochMilli();
    for (long due = due(node); due <= millis; due = due(node)) {
      if (due == epochDue(node)) {
        new EpochEnd(policy, node, entry).close();
      } else if (due == faultDue(node)) {
        new Suspension(policy, node, entry).takeFaults(due);
      } else {
        fallSilent(entry, node);
      }
    }
    return entry.effects();
  }

  /**
   * When {@link #onTime} must be called next; empty when only records matter, or the node is
   * forgettable.
   */
  public Optional<Instant> nextTimer(NodeReputation node) {
    long due = due(node);
    return due == Long.MAX_VALUE ? Optional.empty() : Optional.of(Instant.ofEpochMilli(due));
  }

  private void fallSilent(RosterEntry entry, NodeReputation node) {
    node.present = false;
    entry.review("SILENT", silentAt(node));
  }

  private long due(NodeReputation node) {
    return Math.min(Math.min(epochDue(node), faultDue(node)), silenceDue(node));
  }

  private long faultDue(NodeReputation node) {
    return node.comingFaults.isEmpty() ? Long.MAX_VALUE : node.comingFaults.last().closedAt();
  }

  private long epochDue(NodeReputation node) {
    return node.tallies.isEmpty()
        ? Long.MAX_VALUE
        : (node.tallies.firstKey() + 1) * policy.epoch().toMillis();
  }

  private long silenceDue(NodeReputation node) {
    return node.present ? silentAt(node) : Long.MAX_VALUE;
  }

  private long silentAt(NodeReputation node) {
    return node.lastHeard + policy.silence().toMillis();
  }

  private long epochOf(long time) {
    return Math.floorDiv(time, policy.epoch().toMillis());
  }
}
