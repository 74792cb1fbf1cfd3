package io.infera.schemas.identity;

import io.infera.event.BatchProof;
import io.infera.event.Digest;
import io.infera.event.Signature;
import io.infera.schemas.canonical.MerkleTree;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out who stands by a leaf. A root and its signature are checked once, however many leaves
 * they cover: the last ones are remembered, up to a bound, and what is remembered never changes an
 * outcome. For one thread.
 */
public final class BatchVerifier {
  private final String networkId;
  private final Map<Signed, Optional<String>> known;

  private record Signed(Digest root, Signature signature) {}

  /**
   * @param cacheSize how many signatures are remembered, at least 1
   */
  public BatchVerifier(String networkId, int cacheSize) {
    if (cacheSize < 1) {
      throw new IllegalArgumentException("expected a cache of at least 1, found " + cacheSize);
    }
    this.networkId = networkId;
    this.known =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Signed, Optional<String>> eldest) {
            return size() > cacheSize;
          }
        };
  }

  /**
   * The address that signed for this leaf; empty when the path does not lead to the root or the
   * signature is none.
   */
  public Optional<String> signer(Digest leaf, BatchProof proof) {
    boolean leads =
        MerkleTree.verify(
            leaf, proof.getLeafIndex(), proof.getLeafCount(), proof.getPath(), proof.getRoot());
    return leads ? signerOf(new Signed(proof.getRoot(), proof.getSignature())) : Optional.empty();
  }

  private Optional<String> signerOf(Signed signed) {
    Optional<String> signer = known.get(signed);
    if (signer == null) {
      signer =
          Signatures.recover(
              BatchSigner.signedDigest(networkId, signed.root()), signed.signature());
      known.put(signed, signer);
    }
    return signer;
  }
}
