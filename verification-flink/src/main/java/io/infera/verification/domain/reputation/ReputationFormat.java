package io.infera.verification.domain.reputation;

import io.infera.event.NodeState;
import io.infera.verification.domain.StateInput;
import io.infera.verification.domain.StateOutput;

/**
 * Formats of a node's state. A new one gets a constant of its own, and the old ones stay readable.
 */
final class ReputationFormat {
  /** The first. */
  static final byte V1 = 1;

  /** With credit, the tests of a life and of withholding, and faults that are acted on at once. */
  static final byte V2 = 2;

  /** With the stake. */
  static final byte V3 = 3;

  /** With faults that another node shared. */
  static final byte V4 = 4;

  private ReputationFormat() {}

  static byte[] write(NodeReputation node) {
    var out = new StateOutput(V4);
    out.text(node.nodeId).optional(node.announcement, (to, announcement) -> announcement.write(to));
    out.int64(node.heartbeatSequence).int64(node.lastHeard).bool(node.present);
    out.int64(node.heardBefore).bool(node.drainedBefore);
    out.bool(node.member).bool(node.everMember).int64(node.rosterWeight).name(node.state);
    out.int64(node.since).text(node.reason);
    out.list(
        node.tallies.entrySet(), (to, entry) -> entry.getValue().write(to.int64(entry.getKey())));
    out.int64(node.closedEpoch);
    node.scores.write(out);
    out.int32(node.accuracyPpm)
        .int32(node.availabilityPpm)
        .int32(node.standingPpm)
        .bool(node.scored);
    out.int32(node.suspensions).int64(node.suspendedUntil).int64(node.proven);
    out.int64(node.jobs)
        .int64(node.agreed)
        .int64(node.faults)
        .int64(node.silent)
        .int64(node.tokens);
    out.list(node.evidence, (to, each) -> each.write(to));
    out.list(node.comingFaults, (to, each) -> each.write(to)).int64(node.faultsOfEpoch);
    out.int64(node.rosterAuditsMilli).int32(node.withholdings);
    node.stake.write(out);
    out.int64(node.conspiredOfEpoch);
    return out.toBytes();
  }

  static NodeReputation read(byte[] bytes) {
    var in = new StateInput(bytes);
    byte version = in.version("a node's state", V4);
    NodeReputation node = NodeReputation.of(in.text());
    node.announcement = in.optional(Announcement::read);
    node.heartbeatSequence = in.int64();
    node.lastHeard = in.int64();
    node.present = in.bool();
    node.heardBefore = in.int64();
    node.drainedBefore = in.bool();
    node.member = in.bool();
    node.everMember = in.bool();
    node.rosterWeight = in.int64();
    node.state = in.name(NodeState.class);
    node.since = in.int64();
    node.reason = in.text();
    in.list(from -> node.tallies.put(from.int64(), Tally.read(from, version)));
    node.closedEpoch = in.int64();
    node.scores = Scores.read(in, version);
    node.accuracyPpm = in.int32();
    node.availabilityPpm = in.int32();
    node.standingPpm = in.int32();
    node.scored = in.bool();
    node.suspensions = in.int32();
    node.suspendedUntil = in.int64();
    node.proven = in.int64();
    node.jobs = in.int64();
    node.agreed = in.int64();
    node.faults = in.int64();
    node.silent = in.int64();
    node.tokens = in.int64();
    node.evidence.addAll(in.list(from -> Evidence.read(from, version)));
    if (version != V1) {
      node.comingFaults.addAll(in.list(from -> Evidence.read(from, version)));
      node.faultsOfEpoch = in.int64();
      node.rosterAuditsMilli = in.int64();
      node.withholdings = in.int32();
    }
    if (version >= V3) {
      node.stake = StakeHeld.read(in);
    }
    if (version >= V4) {
      node.conspiredOfEpoch = in.int64();
    }
    in.end();
    return node;
  }
}
