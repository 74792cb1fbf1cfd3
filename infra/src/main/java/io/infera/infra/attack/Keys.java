package io.infera.infra.attack;

import io.infera.event.BatchProof;
import io.infera.event.Digest;
import io.infera.event.Signature;
import io.infera.verification.domain.judge.ResultSigner;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Signatures of results, cheap ones: 64 bits that nobody makes without a node's secret, in the
 * place of secp256k1, which would be most of the work. What rests on it is the same: a leaf bears
 * the address of who signed it, and a signature on another leaf is none. (Registrations and
 * heartbeats are really signed.)
 */
final class Keys implements ResultSigner {
  private final long seed;
  private final IntFunction<String> addresses;

  /**
   * @param addresses address of a node by its number
   */
  Keys(long seed, IntFunction<String> addresses) {
    this.seed = Mix.of(seed, 0x6b657973L);
    this.addresses = addresses;
  }

  BatchProof sign(int node, Digest leaf) {
    byte[] signature = new byte[Signature.getClassSchema().getFixedSize()];
    ByteBuffer.wrap(signature).putInt(node).putLong(code(node, leaf));
    return new BatchProof(leaf, 0, 1, List.of(), new Signature(signature));
  }

  @Override
  public Optional<String> signer(Digest leaf, BatchProof proof) {
    ByteBuffer signature = ByteBuffer.wrap(proof.getSignature().bytes());
    int node = signature.getInt();
    return signature.getLong() == code(node, leaf)
        ? Optional.of(addresses.apply(node))
        : Optional.empty();
  }

  private long code(int node, Digest leaf) {
    ByteBuffer bytes = ByteBuffer.wrap(leaf.bytes());
    long code = Mix.of(seed, node);
    while (bytes.hasRemaining()) {
      code = Mix.of(code, bytes.getLong());
    }
    return code;
  }
}
