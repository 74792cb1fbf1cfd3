package io.infera.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A request's key in 128 bits: the first half of the SHA-256 of its text. What must remember
 * hundreds of thousands of requests remembers these. Nobody can make another key with the same one
 * (2^128 trials), so a requester cannot have somebody else's request taken for answered.
 *
 * @param high the first eight bytes, big endian
 * @param low the next eight
 */
public record KeyDigest(long high, long low) {
  private static final ThreadLocal<MessageDigest> SHA_256 =
      ThreadLocal.withInitial(KeyDigest::sha256);

  /** The digest of a key's text. */
  public static KeyDigest of(String key) {
    byte[] hash = SHA_256.get().digest(key.getBytes(UTF_8));
    return new KeyDigest(int64(hash, 0), int64(hash, Long.BYTES));
  }

  /** The digest of one of several things that hang on this key, told apart by a number. */
  public KeyDigest part(int number) {
    return new KeyDigest(high, low + number * 0x9E3779B97F4A7C15L);
  }

  private static long int64(byte[] bytes, int at) {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = value << Byte.SIZE | bytes[at + i] & 0xFF;
    }
    return value;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
