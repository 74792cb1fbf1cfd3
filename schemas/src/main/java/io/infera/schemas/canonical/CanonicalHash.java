package io.infera.schemas.canonical;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.event.Digest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * SHA-256 over fields in an agreed order, so that two parties who never met compute the same
 * digest. The domain comes first, then every field as its length in bytes (4 bytes, big endian) and
 * its bytes; numbers are big endian. Lengths make the encoding injective, the domain keeps a digest
 * of one kind from passing as one of another.
 */
public final class CanonicalHash {
  private static final int USUAL_BYTES = 512;

  /** What is at least as long is hashed where it is, instead of being copied first. */
  private static final int LARGE_BYTES = 256;

  // Small fields are gathered and hashed at once: an update of the digest for each of the many
  // costs more than hashing them.
  private byte[] gathered = new byte[USUAL_BYTES];
  private int length;
  private MessageDigest sha256;

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
    append(value.length);
    return raw(value);
  }

  /** What remains of a buffer, which is not moved. */
  public CanonicalHash bytes(ByteBuffer value) {
    append(value.remaining());
    if (value.remaining() < LARGE_BYTES) {
      return raw(Vectors.bytes(value));
    }
    hashGathered().update(value.duplicate());
    return this;
  }

  public CanonicalHash int64(long value) {
    append(Long.BYTES);
    append((int) (value >>> Integer.SIZE));
    append((int) value);
    return this;
  }

  public CanonicalHash int32(int value) {
    append(Integer.BYTES);
    append(value);
    return this;
  }

  /** A double by its IEEE 754 bits; all NaNs are one. */
  public CanonicalHash float64(double value) {
    return int64(Double.doubleToLongBits(value));
  }

  public CanonicalHash bool(boolean value) {
    append(1);
    room(1);
    gathered[length++] = (byte) (value ? 1 : 0);
    return this;
  }

  public CanonicalHash digest(Digest value) {
    return bytes(value.bytes());
  }

  public Digest finish() {
    return new Digest(hashGathered().digest());
  }

  private MessageDigest hashGathered() {
    if (sha256 == null) {
      sha256 = sha256();
    }
    sha256.update(gathered, 0, length);
    length = 0;
    return sha256;
  }

  /** A field as {@link #string} adds it, made once for those that are added often. */
  static byte[] field(String value) {
    CanonicalHash alone = new CanonicalHash().string(value);
    return Arrays.copyOf(alone.gathered, alone.length);
  }

  /** Bytes as they are: a field that was made before. */
  CanonicalHash raw(byte[] bytes) {
    room(bytes.length);
    System.arraycopy(bytes, 0, gathered, length, bytes.length);
    length += bytes.length;
    return this;
  }

  private void append(int value) {
    room(Integer.BYTES);
    gathered[length] = (byte) (value >>> 24);
    gathered[length + 1] = (byte) (value >>> 16);
    gathered[length + 2] = (byte) (value >>> 8);
    gathered[length + 3] = (byte) value;
    length += Integer.BYTES;
  }

  private void room(int more) {
    if (length + more > gathered.length) {
      gathered = Arrays.copyOf(gathered, Math.max(2 * gathered.length, length + more));
    }
  }
}
