package io.infera.verification.domain.reputation;

import io.infera.event.NodeStanding;
import io.infera.event.NodeState;
import io.infera.event.RosterChange;
import io.infera.verification.domain.judge.Credence;
import io.infera.verification.domain.reputation.ReputationEffect.Ignore.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One node's line in the roster: whether it may be drawn, and the changes that are announced. */
final class RosterEntry {
  private static final int QUARTERS = 4;
  private static final String UNSTAKED = "UNSTAKED";

  private final ReputationPolicy policy;
  private final NodeReputation node;
  private final List<ReputationEffect> effects = new ArrayList<>(2);

  RosterEntry(ReputationPolicy policy, NodeReputation node) {
    this.policy = policy;
    this.node = node;
    if (isBackstop() && node.state == NodeState.PROBATION) {
      node.state = NodeState.ACTIVE;
    }
    if (!node.scored) {
      score();
    }
  }

  List<ReputationEffect> effects() {
    return effects;
  }

  void add(ReputationEffect effect) {
    effects.add(effect);
  }

  List<ReputationEffect> ignore(Reason reason) {
    effects.add(new ReputationEffect.Ignore(reason, node.nodeId));
    return effects;
  }

  boolean isBackstop() {
    return policy.backstopNodes().contains(node.nodeId);
  }

  /** Computes what follows from the scores. */
  void score() {
    node.accuracyPpm = node.scores.accuracyPpm(policy.bounds());
    node.availabilityPpm = node.scores.availabilityPpm();
    node.standingPpm = (int) Ppm.of(node.accuracyPpm, node.availabilityPpm);
    node.scored = true;
  }

  boolean mayBeDrawn() {
    return node.announcement != null
        && node.present
        && staked()
        && (node.state == NodeState.PROBATION || node.state == NodeState.ACTIVE);
  }

  private boolean staked() {
    return !policy.stakeRequired() || node.stake.suffices();
  }

  /** For good by the contract, unless the chain takes that back. */
  private boolean ejectedOnChain() {
    return policy.stakeRequired() && node.stake.ejected();
  }

  /** Where the node is in its life, by its standing and by its stake. */
  private NodeState state() {
    return ejectedOnChain() ? NodeState.EJECTED : node.state;
  }

  /** Takes a stake, and announces who has come, gone, or was ejected by it. */
  void stake(StakeHeld stake, long at) {
    boolean before = ejectedOnChain();
    node.stake = stake;
    if (ejectedOnChain() && !before) {
      announce("EJECTED_ON_CHAIN", at);
    } else {
      review(UNSTAKED, at);
    }
  }

  /** Announces a node that has come or gone. */
  void review(String reasonToLeave, long at) {
    boolean now = mayBeDrawn();
    if (now != node.member) {
      announce(now ? node.everMember ? "RETURNED" : "JOINED" : reasonToLeave, at);
    }
  }

  /** Announces the node as it is since a record. */
  void announce(String reason, long at) {
    announce(reason, at, Math.floorDiv(at, policy.epoch().toMillis()));
  }

  /** Announces the node as it is; of one that has never registered there is only a standing. */
  void announce(String reason, long at, long epoch) {
    node.member = mayBeDrawn();
    node.everMember |= node.member;
    node.reason = reason;
    node.since = at;
    node.rosterWeight = weight();
    node.rosterAuditsMilli = node.scores.passedAuditsMilli();
    if (node.announcement != null) {
      effects.add(new ReputationEffect.Roster(change(at, epoch)));
    }
    announceStanding(epoch);
  }

  void announceStanding(long epoch) {
    effects.add(
        new ReputationEffect.Standing(
            NodeStanding.newBuilder()
                .setNodeId(node.nodeId)
                .setOperator(node.announcement == null ? "" : node.announcement.operator())
                .setState(state())
                .setSince(Instant.ofEpochMilli(node.since == Tally.NEVER ? 0 : node.since))
                .setReason(node.reason)
                .setEpoch(epoch)
                .setStandingPpm(node.standingPpm)
                .setAccuracyPpm(node.accuracyPpm)
                .setAvailabilityPpm(node.availabilityPpm)
                .setJobs(node.jobs)
                .setAgreed(node.agreed)
                .setFaults(node.faults)
                .setSilent(node.silent)
                .setTokens(node.tokens)
                .setEvidence(evidence())
                .setCredibilityPpm(Credence.credibilityPpm(node.scores.passedAuditsMilli()))
                .build()));
  }

  long weight() {
    return node.scores.weight(node.standingPpm, policy);
  }

  private RosterChange change(long at, long epoch) {
    Announcement offer = node.announcement;
    return RosterChange.newBuilder()
        .setNodeId(node.nodeId)
        .setMember(node.member)
        .setState(state())
        .setOperator(offer.operator())
        .setModels(offer.models())
        .setPools(offer.pools())
        .setRegion(offer.region())
        .setBackstop(isBackstop())
        .setWeight(node.rosterWeight)
        .setStandingPpm(node.standingPpm)
        .setMaxInFlight(maxInFlight())
        .setReason(node.reason)
        .setEpoch(epoch)
        .setAt(Instant.ofEpochMilli(at))
        .setEvidence(evidence())
        .setCredibilityPpm(Credence.credibilityPpm(node.scores.passedAuditsMilli()))
        .setPassedAuditsMilli(node.scores.passedAuditsMilli())
        .build();
  }

  /** A ramp: twice as much work with every quarter of the jobs that end probation. */
  private int maxInFlight() {
    int first = policy.bounds().probationInFlight();
    if (node.state != NodeState.PROBATION || first == 0) {
      return 0;
    }
    long quarters = node.proven * QUARTERS / Math.max(1, policy.bounds().activeJobs());
    return (int) Math.min(Integer.MAX_VALUE, (long) first << Math.min(QUARTERS, quarters));
  }

  private List<String> evidence() {
    if (ejectedOnChain() || node.reason.equals(UNSTAKED)) {
      return node.stake.evidence();
    }
    boolean accused = node.state == NodeState.SUSPENDED || node.state == NodeState.EJECTED;
    return accused ? node.evidence.stream().map(Evidence::requestKey).toList() : List.of();
  }
}
