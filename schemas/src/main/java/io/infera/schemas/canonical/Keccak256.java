package io.infera.schemas.canonical;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.event.Digest;
import org.bouncycastle.crypto.digests.KeccakDigest;

/** Keccak-256 as the EVM computes it (the padding before SHA-3 was standardised). */
public final class Keccak256 {
  private static final int BITS = 256;

  private Keccak256() {}

  /** Of some bytes, one after the other. */
  public static byte[] of(byte[]... parts) {
    var keccak = new KeccakDigest(BITS);
    for (byte[] part : parts) {
      keccak.update(part, 0, part.length);
    }
    var hash = new byte[BITS / Byte.SIZE];
    keccak.doFinal(hash, 0);
    return hash;
  }

  /** Of a text's UTF-8 bytes: by this a contract knows a model's name. */
  public static Digest of(String text) {
    return new Digest(of(text.getBytes(UTF_8)));
  }
}
