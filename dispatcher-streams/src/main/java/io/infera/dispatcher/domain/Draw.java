package io.infera.dispatcher.domain;

import io.infera.event.AttemptPurpose;
import io.infera.event.Digest;
import io.infera.event.RosterChange;
import io.infera.schemas.canonical.CanonicalHash;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The lottery. It depends on its arguments alone, so whoever has the roster's log and a disposition
 * repeats it.
 *
 * <p>Number i is u<sub>i</sub>, the first 8 bytes of SHA-256(seed ‖ i as int32), read as an
 * unsigned fraction of 2^64; it hits the candidate at ⌊u<sub>i</sub>·W⌋ of the prefix sums of the
 * weights in nodeId order. A hit on a node that is drawn already, excluded, saturated, or of an
 * operator drawn already (or excluded with its node) is passed over, and the next number is taken.
 * After {@value #PATIENCE} hits in a row that were passed over, the candidates are narrowed to
 * those still eligible, which leaves the distribution as it is and makes every draw end.
 *
 * <p>FIRST and ESCALATION draw from the market, where an escalation is filled up with the network's
 * own nodes; AUDIT draws from these alone. Operators do not matter inside a private pool and among
 * the network's own nodes. An order that is content with less gets fewer nodes than it wants only
 * when no further one is eligible.
 */
public final class Draw {
  /** Hits in a row that may be passed over before the candidates are narrowed. */
  static final int PATIENCE = 64;

  private final DrawOrder order;
  private final Roster roster;
  private final Predicate<RosterChange> isSaturated;
  private final MessageDigest sha256 = CanonicalHash.sha256();
  private final byte[] block = new byte[Digest.getClassSchema().getFixedSize() + Integer.BYTES];
  private final Set<String> takenNodes = new HashSet<>();
  private final Set<String> takenOperators = new HashSet<>();
  private final Set<String> saturated = new TreeSet<>();
  private final Set<String> free = new HashSet<>();
  private final List<RosterChange> drawn = new ArrayList<>();
  private int next;

  private Draw(DrawOrder order, Roster roster, Predicate<RosterChange> isSaturated) {
    this.order = order;
    this.roster = roster;
    this.isSaturated = isSaturated;
    System.arraycopy(order.seed().bytes(), 0, block, 0, order.seed().bytes().length);
    for (String nodeId : order.excluded()) {
      takenNodes.add(nodeId);
      roster.operatorOf(nodeId).ifPresent(takenOperators::add);
    }
  }

  /**
   * Draws.
   *
   * @param isSaturated whether a candidate has as many jobs in flight as it may
   */
  public static DrawOutcome draw(
      DrawOrder order, Roster roster, Predicate<RosterChange> isSaturated) {
    return new Draw(order, roster, isSaturated).run();
  }

  /** SHA-256(beacon ‖ partition as int32 ‖ offset as int64 ‖ attempt as int32), all big endian. */
  public static Digest seed(Digest beacon, int partition, long offset, int attempt) {
    var sha256 = CanonicalHash.sha256();
    sha256.update(beacon.bytes());
    sha256.update(
        ByteBuffer.allocate(2 * Integer.BYTES + Long.BYTES)
            .putInt(partition)
            .putLong(offset)
            .putInt(attempt)
            .flip());
    return new Digest(sha256.digest());
  }

  private DrawOutcome run() {
    int reachable = reachable();
    if (reachable < order.least()) {
      return new DrawOutcome.TooFew(order.wanted(), reachable);
    }
    if (order.purpose() != AttemptPurpose.AUDIT) {
      drawFrom(roster.market(order.policy(), order.pool()), order.pool() == null);
    }
    if (order.purpose() != AttemptPurpose.FIRST) {
      drawFrom(roster.backstop(order.policy(), order.pool()), false);
    }
    return drawn.size() >= order.least()
        ? new DrawOutcome.Drawn(drawn, List.copyOf(saturated))
        : new DrawOutcome.TooFew(order.wanted(), drawn.size());
  }

  /** At most so many nodes can be drawn; spares a hopeless draw. */
  private int reachable() {
    Candidates market = roster.market(order.policy(), order.pool());
    Candidates backstop = roster.backstop(order.policy(), order.pool());
    int ofMarket = order.pool() == null ? market.operators() : market.size();
    return switch (order.purpose()) {
      case FIRST -> ofMarket;
      case ESCALATION -> ofMarket + backstop.size();
      case AUDIT -> backstop.size();
    };
  }

  private void drawFrom(Candidates all, boolean oneOfAnOperator) {
    Candidates candidates = all;
    int passedOver = 0;
    while (drawn.size() < order.wanted() && candidates.size() > 0) {
      if (passedOver == PATIENCE) {
        candidates = candidates.filter(node -> eligible(node, oneOfAnOperator));
        passedOver = 0;
        continue;
      }
      RosterChange node = candidates.at(number(next++));
      if (eligible(node, oneOfAnOperator)) {
        take(node);
        passedOver = 0;
      } else {
        passedOver++;
      }
    }
  }

  private boolean eligible(RosterChange node, boolean oneOfAnOperator) {
    if (takenNodes.contains(node.getNodeId())
        || oneOfAnOperator && takenOperators.contains(node.getOperator())) {
      return false;
    }
    return !saturated(node);
  }

  /** Asked once for a node and kept, because jobs begin and end while we draw. */
  private boolean saturated(RosterChange node) {
    String nodeId = node.getNodeId();
    if (saturated.contains(nodeId)) {
      return true;
    }
    if (free.contains(nodeId)) {
      return false;
    }
    boolean full = isSaturated.test(node);
    (full ? saturated : free).add(nodeId);
    return full;
  }

  private void take(RosterChange node) {
    drawn.add(node);
    takenNodes.add(node.getNodeId());
    takenOperators.add(node.getOperator());
  }

  private long number(int i) {
    ByteBuffer.wrap(block).putInt(block.length - Integer.BYTES, i);
    return ByteBuffer.wrap(sha256.digest(block)).getLong();
  }
}
