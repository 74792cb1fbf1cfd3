package io.infera.dispatcher.domain;

import io.infera.event.RosterChange;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.function.Predicate;

/**
 * Nodes that may be drawn for one model, in nodeId order, with the prefix sums of their weights.
 * Immutable; a look-up costs log n.
 */
public final class Candidates {
  /** The largest weight that counts: with it, four million nodes cannot overflow a sum. */
  public static final long MAX_WEIGHT = 1L << 40;

  /** Nobody. */
  public static final Candidates NONE = of(List.of());

  private final RosterChange[] nodes;
  private final long[] upTo;
  private final int operators;

  private Candidates(RosterChange[] nodes) {
    this.nodes = nodes;
    this.upTo = new long[nodes.length];
    var distinct = new HashSet<String>();
    long sum = 0;
    for (int i = 0; i < nodes.length; i++) {
      sum = Math.addExact(sum, Math.min(nodes[i].getWeight(), MAX_WEIGHT));
      upTo[i] = sum;
      distinct.add(nodes[i].getOperator());
    }
    this.operators = distinct.size();
  }

  /** Candidates from members that are in nodeId order already. */
  static Candidates of(Collection<RosterChange> inOrder) {
    return new Candidates(inOrder.toArray(RosterChange[]::new));
  }

  /** How many nodes. */
  public int size() {
    return nodes.length;
  }

  /** How many operators run them. */
  public int operators() {
    return operators;
  }

  /** The sum of the weights, W. */
  public long totalWeight() {
    return upTo.length == 0 ? 0 : upTo[upTo.length - 1];
  }

  /**
   * The node at ⌊u·W⌋ of the prefix sums.
   *
   * @param u a fraction of one in units of 2^-64, unsigned
   */
  public RosterChange at(long u) {
    long position = unsignedMultiplyHigh(u, totalWeight());
    int low = 0;
    int high = upTo.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (upTo[middle] > position) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return nodes[low];
  }

  /** Those that pass, in the same order. */
  Candidates filter(Predicate<RosterChange> passes) {
    return of(List.of(nodes).stream().filter(passes).toList());
  }

  /** The upper 64 bits of u·w for an unsigned u and w ≥ 0; Java has it from 18 on. */
  static long unsignedMultiplyHigh(long u, long w) {
    return Math.multiplyHigh(u, w) + ((u >> 63) & w);
  }
}
