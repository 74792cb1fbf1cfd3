package io.infera.settlement.domain;

import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.crypto.digests.KeccakDigest;

/**
 * A hash as the chain knows it: 32 bytes, ordered as an unsigned number, written as 0x and 64
 * lower-case digits.
 */
public final class Bytes32 implements Comparable<Bytes32> {
  /** Its length in bytes. */
  public static final int LENGTH = 32;

  /** All zeros: what the chain answers for a slot that nothing was written to. */
  public static final Bytes32 ZERO = new Bytes32(new byte[LENGTH]);

  private final byte[] bytes;

  private Bytes32(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * A copy of 32 bytes.
   *
   * @throws IllegalArgumentException when there are not 32 of them
   */
  public static Bytes32 of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a hash has 32 bytes, found " + bytes.length);
    }
    return new Bytes32(bytes.clone());
  }

  /** Bytes that nobody else will change. */
  static Bytes32 owning(byte[] bytes) {
    return new Bytes32(bytes);
  }

  /**
   * Reads what {@link #toString} writes; the prefix 0x may be missing.
   *
   * @throws IllegalArgumentException when the text is not 64 hexadecimal digits
   */
  public static Bytes32 parse(String text) {
    String digits = text.startsWith("0x") ? text.substring(2) : text;
    if (digits.length() != 2 * LENGTH) {
      throw new IllegalArgumentException("a hash is 0x and 64 hexadecimal digits, found: " + text);
    }
    return new Bytes32(HexFormat.of().parseHex(digits));
  }

  /** A copy of the bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Copies them into an array that has room. */
  public void copyTo(byte[] target, int position) {
    System.arraycopy(bytes, 0, target, position, LENGTH);
  }

  void addTo(KeccakDigest digest) {
    digest.update(bytes, 0, LENGTH);
  }

  @Override
  public int compareTo(Bytes32 other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes32 that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "0x" + HexFormat.of().formatHex(bytes);
  }
}
