package io.infera.settlement.domain;

import java.util.ArrayList;
import java.util.List;

/**
 * A Merkle tree whose proofs OpenZeppelin's MerkleProof accepts: pairs are sorted before they are
 * hashed, so a proof needs no directions. A node without a partner goes up as it is. The leaves
 * must be hashed twice, else an inner node could pass for one.
 */
public final class KeccakTree {
  private final List<List<Bytes32>> levels;

  private KeccakTree(List<List<Bytes32>> levels) {
    this.levels = levels;
  }

  /**
   * The tree over leaves, in their order.
   *
   * @throws IllegalArgumentException when there are none
   */
  public static KeccakTree of(List<Bytes32> leaves) {
    if (leaves.isEmpty()) {
      throw new IllegalArgumentException("a tree needs a leaf, found none");
    }
    var levels = new ArrayList<List<Bytes32>>();
    List<Bytes32> level = List.copyOf(leaves);
    levels.add(level);
    while (level.size() > 1) {
      level = parents(level);
      levels.add(level);
    }
    return new KeccakTree(levels);
  }

  private static List<Bytes32> parents(List<Bytes32> level) {
    var parents = new ArrayList<Bytes32>((level.size() + 1) / 2);
    for (int i = 0; i + 1 < level.size(); i += 2) {
      parents.add(Keccak.ofPair(level.get(i), level.get(i + 1)));
    }
    if (level.size() % 2 == 1) {
      parents.add(level.get(level.size() - 1));
    }
    return parents;
  }

  public Bytes32 root() {
    return levels.get(levels.size() - 1).get(0);
  }

  /** The siblings from a leaf upwards. */
  public List<Bytes32> proof(int leaf) {
    var proof = new ArrayList<Bytes32>();
    int index = leaf;
    for (List<Bytes32> level : levels.subList(0, levels.size() - 1)) {
      int sibling = index ^ 1;
      if (sibling < level.size()) {
        proof.add(level.get(sibling));
      }
      index /= 2;
    }
    return proof;
  }

  /** Whether a proof leads from a leaf to a root. */
  public static boolean verify(Bytes32 leaf, List<Bytes32> proof, Bytes32 root) {
    Bytes32 hash = leaf;
    for (Bytes32 sibling : proof) {
      hash = Keccak.ofPair(hash, sibling);
    }
    return hash.equals(root);
  }
}
