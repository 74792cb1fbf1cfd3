package io.infera.settlement.domain;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What is anchored by one transaction: a contiguous range of a lane with what stands in it. The
 * same range of the same log is always the same batch, with the same root.
 */
public final class Batch {
  /** Root of a batch without a leaf: {@code SettlementLog.EMPTY_ROOT}. */
  public static final Bytes32 EMPTY_ROOT = Keccak.of("infera.settlement.Empty.v1");

  private final OffsetRange range;
  private final List<Entry> entries;
  private final List<Entry.Settled> settlements;
  private final Optional<KeccakTree> tree;

  private Batch(OffsetRange range, List<Entry> entries) {
    this.range = range;
    this.entries = entries;
    var settled = new ArrayList<Entry.Settled>(entries.size());
    var leaves = new ArrayList<Bytes32>(entries.size());
    for (Entry entry : entries) {
      leaves.addAll(entry.leaves());
      if (entry instanceof Entry.Settled settlement) {
        settled.add(settlement);
      }
    }
    this.settlements = Collections.unmodifiableList(settled);
    this.tree = leaves.isEmpty() ? Optional.empty() : Optional.of(KeccakTree.of(leaves));
  }

  /**
   * A batch.
   *
   * @param entries in the order of their offsets, all within the range
   * @throws IllegalArgumentException when an offset is outside the range or out of order
   */
  public static Batch of(OffsetRange range, List<? extends Entry> entries) {
    long least = range.first();
    for (Entry entry : entries) {
      if (entry.offset() < least || entry.offset() >= range.next()) {
        throw new IllegalArgumentException(
            "expected an offset in [%d, %d) of %s, found %d"
                .formatted(least, range.next(), range, entry.offset()));
      }
      least = entry.offset() + 1;
    }
    return new Batch(range, List.copyOf(entries));
  }

  public OffsetRange range() {
    return range;
  }

  public List<Entry> entries() {
    return entries;
  }

  /** The settlements in it, in order. */
  public List<Entry.Settled> settlements() {
    return settlements;
  }

  public Bytes32 root() {
    return tree.map(KeccakTree::root).orElse(EMPTY_ROOT);
  }

  /** The settlements with the proof of each one's verdict leaf, in order. */
  public List<Proven> proven() {
    var proven = new ArrayList<Proven>(entries.size());
    int leaf = 0;
    for (Entry entry : entries) {
      if (entry instanceof Entry.Settled settled) {
        proven.add(new Proven(settled, tree.orElseThrow().proof(leaf)));
      }
      leaf += entry.leaves().size();
    }
    return proven;
  }

  /**
   * The proof of one leaf of a settlement: 0 is its verdict, then come its faults.
   *
   * @throws IllegalArgumentException when the batch has no such leaf
   */
  public List<Bytes32> proof(long offset, int which) {
    int leaf = 0;
    for (Entry entry : entries) {
      if (entry.offset() == offset && which >= 0 && which < entry.leaves().size()) {
        return tree.orElseThrow().proof(leaf + which);
      }
      leaf += entry.leaves().size();
    }
    throw new IllegalArgumentException(
        "expected leaf %d of offset %d in %s, found none".formatted(which, offset, range));
  }

  /**
   * A settlement with its proof.
   *
   * @param proof siblings from the verdict's leaf up to the batch's root
   */
  public record Proven(Entry.Settled settlement, List<Bytes32> proof) {
    public Proven {
      proof = List.copyOf(proof);
    }
  }
}
