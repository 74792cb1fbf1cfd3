package io.infera.schemas.identity;

import io.infera.event.BatchProof;
import io.infera.event.Digest;
import io.infera.event.Signature;
import io.infera.schemas.canonical.CanonicalHash;
import io.infera.schemas.canonical.MerkleTree;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Signs many results at once: one signature over the root of their tree, and to each leaf its path.
 */
public final class BatchSigner {
  private final String networkId;
  private final Identity identity;

  public BatchSigner(String networkId, Identity identity) {
    this.networkId = networkId;
    this.identity = identity;
  }

  /** One proof per leaf, in order. */
  public List<BatchProof> sign(List<Digest> leaves) {
    MerkleTree tree = MerkleTree.of(leaves);
    Signature signature = identity.sign(signedDigest(networkId, tree.root()));
    return IntStream.range(0, leaves.size())
        .mapToObj(i -> new BatchProof(tree.root(), i, leaves.size(), tree.path(i), signature))
        .toList();
  }

  /** What is signed: the root, bound to the network, so that no signature serves on two. */
  static Digest signedDigest(String networkId, Digest root) {
    return CanonicalHash.of("infera/batch/v1").string(networkId).digest(root).finish();
  }
}
