package io.infera.schemas.canonical;

import io.infera.event.Digest;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * A SHA-256 Merkle tree over the leaves of a batch. Leaves are hashed behind a 0x00, inner nodes
 * behind a 0x01 (RFC 6962, section 2.1), so no inner node passes as a leaf; a node without a
 * sibling moves up unchanged.
 */
public final class MerkleTree {
  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  private final List<List<Digest>> levels;

  private MerkleTree(List<List<Digest>> levels) {
    this.levels = levels;
  }

  /** A tree over at least one leaf. */
  public static MerkleTree of(List<Digest> leaves) {
    if (leaves.isEmpty()) {
      throw new IllegalArgumentException("a Merkle tree needs at least one leaf");
    }
    MessageDigest sha256 = CanonicalHash.sha256();
    var levels = new ArrayList<List<Digest>>();
    levels.add(leaves.stream().map(leaf -> hashLeaf(sha256, leaf)).toList());
    while (last(levels).size() > 1) {
      levels.add(above(sha256, last(levels)));
    }
    return new MerkleTree(levels);
  }

  private static List<Digest> last(List<List<Digest>> levels) {
    return levels.get(levels.size() - 1);
  }

  private static List<Digest> above(MessageDigest sha256, List<Digest> level) {
    var parents = new ArrayList<Digest>((level.size() + 1) / 2);
    for (int i = 0; i < level.size(); i += 2) {
      parents.add(
          i + 1 < level.size() ? hashNode(sha256, level.get(i), level.get(i + 1)) : level.get(i));
    }
    return parents;
  }

  public Digest root() {
    return last(levels).get(0);
  }

  /** The siblings on the way from a leaf to the root. */
  public List<Digest> path(int index) {
    var path = new ArrayList<Digest>();
    int position = index;
    for (List<Digest> level : levels.subList(0, levels.size() - 1)) {
      int sibling = position ^ 1;
      if (sibling < level.size()) {
        path.add(level.get(sibling));
      }
      position >>= 1;
    }
    return path;
  }

  /** Whether {@code path} leads from the leaf at {@code index} of {@code count} to {@code root}. */
  public static boolean verify(Digest leaf, int index, int count, List<Digest> path, Digest root) {
    if (count < 1 || index < 0 || index >= count) {
      return false;
    }
    MessageDigest sha256 = CanonicalHash.sha256();
    Digest current = hashLeaf(sha256, leaf);
    int used = 0;
    int position = index;
    for (int width = count; width > 1; width = (width + 1) / 2) {
      if ((position ^ 1) < width) {
        if (used == path.size()) {
          return false;
        }
        Digest sibling = path.get(used++);
        current =
            (position & 1) == 0
                ? hashNode(sha256, current, sibling)
                : hashNode(sha256, sibling, current);
      }
      position >>= 1;
    }
    return used == path.size() && current.equals(root);
  }

  private static Digest hashLeaf(MessageDigest sha256, Digest leaf) {
    sha256.update(LEAF);
    return new Digest(sha256.digest(leaf.bytes()));
  }

  private static Digest hashNode(MessageDigest sha256, Digest left, Digest right) {
    sha256.update(NODE);
    sha256.update(left.bytes());
    return new Digest(sha256.digest(right.bytes()));
  }
}
