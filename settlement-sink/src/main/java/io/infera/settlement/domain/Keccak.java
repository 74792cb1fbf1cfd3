package io.infera.settlement.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.bouncycastle.crypto.digests.KeccakDigest;

/** Keccak-256 as the EVM computes it (the padding before SHA-3 was standardised). */
public final class Keccak {
  private static final int BITS = 256;

  private Keccak() {}

  /** Keccak-256 of bytes. */
  public static Bytes32 of(byte[] bytes) {
    var digest = new KeccakDigest(BITS);
    digest.update(bytes, 0, bytes.length);
    var hash = new byte[Bytes32.LENGTH];
    digest.doFinal(hash, 0);
    return Bytes32.of(hash);
  }

  /** Keccak-256 of a text's UTF-8 bytes. */
  public static Bytes32 of(String text) {
    return of(text.getBytes(UTF_8));
  }

  /** The hash of a pair, whichever way round it is given: the smaller one goes first. */
  public static Bytes32 ofPair(Bytes32 one, Bytes32 other) {
    var pair = new byte[2 * Bytes32.LENGTH];
    boolean ordered = one.compareTo(other) <= 0;
    (ordered ? one : other).copyTo(pair, 0);
    (ordered ? other : one).copyTo(pair, Bytes32.LENGTH);
    return of(pair);
  }
}
