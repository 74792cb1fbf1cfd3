package io.infera.verification.domain.reputation;

import io.infera.event.NodeState;
import io.infera.event.ReputationEpoch;
import io.infera.verification.domain.judge.Credence;
import java.time.Instant;

/**
 * The end of a node's first open epoch: evidence is taken in, the state follows, and both are
 * published.
 *
 * <p>A node is ejected, and suspended, by the {@link EjectionTest}; so who comes back is not
 * suspended again for the faults of then, while the sum is kept and one more fault counts in full.
 * Silence while others answer suspends by the {@link WithholdingTest}. Nothing else does: failure,
 * dissent, inadmissible results and a silence of all can be brought upon an honest node by others,
 * so they cost standing alone. Backstop nodes are the network's own and stay ACTIVE.
 */
final class EpochEnd {
  private final ReputationPolicy policy;
  private final NodeReputation node;
  private final RosterEntry entry;
  private final long epoch;
  private final long start;
  private final long end;
  private final Tally tally;

  EpochEnd(ReputationPolicy policy, NodeReputation node, RosterEntry entry) {
    this.policy = policy;
    this.node = node;
    this.entry = entry;
    this.epoch = node.tallies.firstKey();
    this.start = epoch * policy.epoch().toMillis();
    this.end = start + policy.epoch().toMillis();
    this.tally = node.tallies.remove(epoch);
  }

  void close() {
    node.closedEpoch = epoch;
    node.faultsOfEpoch = 0;
    node.conspiredOfEpoch = 0;
    node.scores.close(tally, expectedHeartbeats(), policy);
    if (tally.heartbeats > 0) {
      node.heardBefore = tally.lastHeard;
      node.drainedBefore = tally.drainedAt != Tally.NEVER;
    }
    addTotals();
    entry.score();
    String reason = changeState();
    boolean registered = node.announcement != null && node.announcement.at() < end;
    if (!registered && tally.jobs() == 0) {
      // A stranger's key that sends heartbeats is nobody's node.
      return;
    }
    entry.add(new ReputationEffect.Epoch(record()));
    if (!reason.isEmpty() || weightMoved()) {
      entry.announce(reason.isEmpty() ? "STANDING" : reason, end, epoch);
    } else {
      entry.announceStanding(epoch);
    }
  }

  private void addTotals() {
    node.jobs += tally.jobs();
    node.agreed += tally.agreed;
    node.proven += tally.agreed;
    node.faults += tally.faults;
    node.silent += tally.silent;
    node.tokens += tally.tokens;
    tally.evidence.forEach(evidence -> Evidence.add(node.evidence, evidence));
  }

  /** Moves the state along; the reason, or an empty text when it stays. */
  private String changeState() {
    if (entry.isBackstop() || node.state == NodeState.EJECTED) {
      return "";
    }
    if (node.scores.ejection >= policy.ejection().ejectMicro()) {
      node.state = NodeState.EJECTED;
      return "EJECTED";
    }
    if (node.state == NodeState.SUSPENDED) {
      return epoch < node.suspendedUntil ? "" : reinstate();
    }
    if (tally.faults > 0 && node.scores.alarm >= policy.ejection().suspendMicro()) {
      new Suspension(policy, node, entry).forFaults(epoch);
      return "SUSPENDED";
    }
    if (node.scores.withholding >= policy.withholding().suspendMicro()) {
      new Suspension(policy, node, entry).forWithholding(epoch);
      return "WITHHELD";
    }
    StandingBounds bounds = policy.bounds();
    if (node.state == NodeState.PROBATION
        && node.proven >= bounds.activeJobs()
        && node.accuracyPpm >= bounds.activeAccuracyPpm()) {
      node.state = NodeState.ACTIVE;
      return "STANDING";
    }
    return "";
  }

  private String reinstate() {
    node.state = NodeState.PROBATION;
    node.proven = 0;
    return "REINSTATED";
  }

  private boolean weightMoved() {
    return node.member
        && (moved(entry.weight(), node.rosterWeight)
            || moved(node.scores.passedAuditsMilli(), node.rosterAuditsMilli));
  }

  private boolean moved(long now, long announced) {
    return Math.abs(now - announced) > Ppm.of(announced, policy.bounds().weightStepPpm());
  }

  /** How many heartbeats a node that came and went when this one did would have sent. */
  private long expectedHeartbeats() {
    long silence = policy.silence().toMillis();
    boolean was =
        node.heardBefore != Tally.NEVER
            && !node.drainedBefore
            && node.heardBefore + silence > start;
    long from = was ? start : tally.firstHeard;
    long last = tally.heartbeats > 0 ? tally.lastHeard : node.heardBefore;
    if (from == Tally.NEVER || last == Tally.NEVER) {
      return 0;
    }
    long to = Math.min(end, tally.drainedAt != Tally.NEVER ? tally.drainedAt : last + silence);
    return Math.max(0, to - from) / policy.heartbeat().toMillis();
  }

  private ReputationEpoch record() {
    return ReputationEpoch.newBuilder()
        .setNodeId(node.nodeId)
        .setEpoch(epoch)
        .setStart(Instant.ofEpochMilli(start))
        .setEnd(Instant.ofEpochMilli(end))
        .setJobs(tally.jobs())
        .setAgreed(tally.agreed)
        .setDissented(tally.dissented)
        .setInconclusive(tally.inconclusive)
        .setFaults(tally.faults)
        .setFailed(tally.failed)
        .setInadmissible(tally.inadmissible)
        .setSilent(tally.silent)
        .setTokens(tally.tokens)
        .setHeartbeats(tally.heartbeats)
        .setAlphaMicro(node.scores.alphaMicro())
        .setBetaMicro(node.scores.betaMicro())
        .setAccuracyPpm(node.accuracyPpm)
        .setAvailabilityPpm(node.availabilityPpm)
        .setStandingPpm(node.standingPpm)
        .setEjectionLlrMicro(
            node.scores.ejection == EjectionTest.NOTHING ? 0 : node.scores.ejection)
        .setState(node.state)
        .setAudited(tally.audited)
        .setWithheld(tally.withheld)
        .setDoubted(tally.doubted)
        .setConspired(tally.conspired)
        .setPassedAuditsMilli(node.scores.passedAuditsMilli())
        .setCredibilityPpm(Credence.credibilityPpm(node.scores.passedAuditsMilli()))
        .setWithholdingLlrMicro(node.scores.withholding)
        .build();
  }
}
