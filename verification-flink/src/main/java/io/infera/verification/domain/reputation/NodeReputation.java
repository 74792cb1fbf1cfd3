package io.infera.verification.domain.reputation;

import io.infera.event.NodeState;
import io.infera.verification.domain.StateInput;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The state of one node: its registration, its life signs, its reputation. Changed by the {@link
 * Registrar} alone.
 */
public final class NodeReputation {
  static final long NEVER = Tally.NEVER;

  final String nodeId;

  /** Null until the node has registered. */
  Announcement announcement;

  /** Sequence of the last heartbeat. */
  long heartbeatSequence = NEVER;

  /** Time of the last heartbeat, milliseconds since 1970. */
  long lastHeard = NEVER;

  /** True while the node is ready, does not drain and is heard. */
  boolean present;

  /** Last heartbeat in a closed epoch, and whether it said that the node drains. */
  long heardBefore = NEVER;

  boolean drainedBefore;

  /** What the roster says of it. */
  boolean member;

  boolean everMember;
  long rosterWeight;
  long rosterAuditsMilli;
  NodeState state = NodeState.PROBATION;

  /** Since when it is in this state and for what reason. */
  long since = NEVER;

  String reason = "";

  /** Epochs that are not closed, with what happened in them. */
  final TreeMap<Long, Tally> tallies = new TreeMap<>();

  /** The last closed epoch. */
  long closedEpoch = NEVER;

  Scores scores = new Scores();

  /** After the last closed epoch, in parts per million. */
  int accuracyPpm;

  int availabilityPpm;
  int standingPpm;
  boolean scored;

  int suspensions;
  int withholdings;
  long suspendedUntil = NEVER;

  /** Jobs in agreement since it joined or came back. */
  long proven;

  long jobs;
  long agreed;
  long faults;
  long silent;
  long tokens;
  final TreeSet<Evidence> evidence = new TreeSet<>();

  /** Faults whose time has not come yet, and how many have in the first open epoch. */
  final TreeSet<Evidence> comingFaults = new TreeSet<>();

  long faultsOfEpoch;

  /** Of these, those that another node shared. */
  long conspiredOfEpoch;

  /** As the chain last had it. */
  StakeHeld stake = StakeHeld.NONE;

  private NodeReputation(String nodeId) {
    this.nodeId = nodeId;
  }

  /** A node of which nothing is known. */
  public static NodeReputation of(String nodeId) {
    return new NodeReputation(nodeId);
  }

  public String nodeId() {
    return nodeId;
  }

  /** Where the node is in its life. */
  public NodeState state() {
    return state;
  }

  /** True when the roster says that it may be drawn. */
  public boolean member() {
    return member;
  }

  /** True when nothing of it needs to be kept: the shell clears its state. */
  public boolean forgettable() {
    return announcement == null && tallies.isEmpty() && jobs == 0 && stake.isNothing();
  }

  /** An independent copy. */
  public NodeReputation copy() {
    return fromBytes(toBytes());
  }

  /** The state in the newest {@link ReputationFormat}. */
  public byte[] toBytes() {
    return ReputationFormat.write(this);
  }

  /**
   * Reads a state written by {@link #toBytes} of this or an earlier version.
   *
   * @throws IllegalArgumentException when the version is unknown or the bytes are cut short or
   *     damaged
   */
  public static NodeReputation fromBytes(byte[] bytes) {
    return StateInput.whole(bytes, ReputationFormat::read);
  }

  Tally tally(long epoch) {
    return tallies.computeIfAbsent(epoch, key -> new Tally());
  }
}
