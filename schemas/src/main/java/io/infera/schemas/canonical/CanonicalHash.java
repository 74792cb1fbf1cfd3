package io.infera.schemas.canonical;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.event.Digest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * SHA-256 over fields in an agreed order, so that two parties who never met compute the same
 * digest. The domain comes first, then every field as its length in bytes (4 bytes, big endian) and
 * its bytes; numbers are big endian. Lengths make the encoding injective, the domain keeps a digest
 * of one kind from passing as one of another.
 */
public final class CanonicalHash {
  private final MessageDigest sha256 = sha256();
  private final ByteBuffer number = ByteBuffer.allocate(Long.BYTES);

  private CanonicalHash() {}

  /** A hash whose domain is, for instance, {@code infera/request/v1}. */
  public static CanonicalHash of(String domain) {
    return new CanonicalHash().string(domain);
  }

  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  public CanonicalHash string(String value) {
    return bytes(value.getBytes(UTF_8));
  }

  public CanonicalHash bytes(byte[] value) {
    length(value.length);
    sha256.update(value);
    return this;
  }

  public CanonicalHash int64(long value) {
    length(Long.BYTES);
    number.putLong(0, value);
    sha256.update(number.array(), 0, Long.BYTES);
    return this;
  }

  public CanonicalHash int32(int value) {
    length(Integer.BYTES);
    length(value);
    return this;
  }

  /** A double by its IEEE 754 bits; all NaNs are one. */
  public CanonicalHash float64(double value) {
    return int64(Double.doubleToLongBits(value));
  }

  public CanonicalHash bool(boolean value) {
    length(1);
    sha256.update((byte) (value ? 1 : 0));
    return this;
  }

  public CanonicalHash digest(Digest value) {
    return bytes(value.bytes());
  }

  public Digest finish() {
    return new Digest(sha256.digest());
  }

  private void length(int value) {
    number.putInt(0, value);
    sha256.update(number.array(), 0, Integer.BYTES);
  }
}
