package io.infera.settlement.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.bouncycastle.crypto.digests.KeccakDigest;

/** Keccak-256 as the EVM computes it (the padding before SHA-3 was standardised). */
public final class Keccak {
  private static final int BITS = 256;

  /** A new one for each hash costs half of what it computes. */
  private static final ThreadLocal<KeccakDigest> DIGESTS =
      ThreadLocal.withInitial(() -> new KeccakDigest(BITS));

  private Keccak() {}

  /** Keccak-256 of bytes. */
  public static Bytes32 of(byte[] bytes) {
    KeccakDigest digest = DIGESTS.get();
    digest.update(bytes, 0, bytes.length);
    return finish(digest);
  }

  /** Keccak-256 of a text's UTF-8 bytes. */
  public static Bytes32 of(String text) {
    return of(text.getBytes(UTF_8));
  }

  /** Keccak-256 of the Keccak-256 of bytes. */
  static Bytes32 twice(byte[] bytes) {
    Bytes32 once = of(bytes);
    KeccakDigest digest = DIGESTS.get();
    once.addTo(digest);
    return finish(digest);
  }

  /** The hash of a pair, whichever way round it is given: the smaller one goes first. */
  public static Bytes32 ofPair(Bytes32 one, Bytes32 other) {
    boolean ordered = one.compareTo(other) <= 0;
    KeccakDigest digest = DIGESTS.get();
    (ordered ? one : other).addTo(digest);
    (ordered ? other : one).addTo(digest);
    return finish(digest);
  }

  private static Bytes32 finish(KeccakDigest digest) {
    var hash = new byte[Bytes32.LENGTH];
    digest.doFinal(hash, 0);
    return Bytes32.owning(hash);
  }
}
