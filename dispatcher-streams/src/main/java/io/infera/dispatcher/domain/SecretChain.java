package io.infera.dispatcher.domain;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.infera.event.Digest;
import io.infera.schemas.canonical.CanonicalHash;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * The secrets of epochs, all fixed at once: the secret of an epoch is SHA-256 of the next one's,
 * and what is committed to is SHA-256 of the first. So who has the commitment checks every secret
 * that is told later, and none that is told says anything of those to come. A chain covers {@value
 * #EPOCHS} epochs; its last secret is SHA-256("infera/beacon/chain/v1" ‖ a secret of the network ‖
 * the chain's number as int64, big endian).
 */
public final class SecretChain {
  public static final int SECRET_BYTES = 32;

  /** Epochs that one commitment covers: a week of ten seconds each, seven years of an hour. */
  public static final int EPOCHS = 1 << 16;

  private static final byte[] DOMAIN = "infera/beacon/chain/v1".getBytes(US_ASCII);

  private final long number;
  private final Digest commitment;

  /** One after the other, from the first epoch's to the last's. */
  private final byte[] secrets = new byte[EPOCHS * SECRET_BYTES];

  private SecretChain(byte[] secret, long number) {
    this.number = number;
    MessageDigest sha256 = CanonicalHash.sha256();
    sha256.update(DOMAIN);
    sha256.update(secret);
    byte[] current = sha256.digest(ByteBuffer.allocate(Long.BYTES).putLong(0, number).array());
    for (int i = EPOCHS - 1; i >= 0; i--) {
      System.arraycopy(current, 0, secrets, i * SECRET_BYTES, SECRET_BYTES);
      current = sha256.digest(current);
    }
    this.commitment = new Digest(current);
  }

  /**
   * The chain that covers an epoch.
   *
   * @param secret 32 bytes
   */
  public static SecretChain covering(long epoch, byte[] secret) {
    if (secret.length != SECRET_BYTES) {
      throw new IllegalArgumentException(
          "expected a beacon secret of " + SECRET_BYTES + " bytes, found " + secret.length);
    }
    return new SecretChain(secret, Math.floorDiv(epoch, EPOCHS));
  }

  /** What is told before any of it is used. */
  public Digest commitment() {
    return commitment;
  }

  public long firstEpoch() {
    return number * EPOCHS;
  }

  public long lastEpoch() {
    return firstEpoch() + EPOCHS - 1;
  }

  /** Whether an epoch's secret is one of these. */
  public boolean covers(long epoch) {
    return epoch >= firstEpoch() && epoch <= lastEpoch();
  }

  /** The secret of an epoch that it covers. */
  public Digest secret(long epoch) {
    var secret = new byte[SECRET_BYTES];
    int index = Math.toIntExact(epoch - firstEpoch());
    System.arraycopy(secrets, index * SECRET_BYTES, secret, 0, SECRET_BYTES);
    return new Digest(secret);
  }

  /** An earlier secret, from a later one; so many epochs before it. */
  public static Digest earlier(Digest secret, long epochs) {
    MessageDigest sha256 = CanonicalHash.sha256();
    byte[] current = secret.bytes();
    for (long i = 0; i < epochs; i++) {
      current = sha256.digest(current);
    }
    return new Digest(current);
  }
}
