package io.infera.dispatcher.domain;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.infera.event.Digest;
import io.infera.schemas.canonical.CanonicalHash;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;

/**
 * SHA-256("infera/beacon/v1" ‖ secret ‖ epoch as int64, big endian): for simulations. Who holds the
 * secret knows the beacon in advance; a network's is a {@link MixedBeacon}.
 */
public final class SecretBeacon implements Beacon {
  public static final int SECRET_BYTES = 32;

  private static final byte[] DOMAIN = "infera/beacon/v1".getBytes(US_ASCII);

  private final byte[] secret;
  private final long epochMillis;
  private volatile Value last;

  /**
   * @param secret 32 bytes
   * @param epoch how long a beacon is in force, at least a second
   */
  public SecretBeacon(byte[] secret, Duration epoch) {
    if (secret.length != SECRET_BYTES) {
      throw new IllegalArgumentException(
          "expected a beacon secret of " + SECRET_BYTES + " bytes, found " + secret.length);
    }
    if (epoch.toMillis() < 1_000) {
      throw new IllegalArgumentException("expected a beacon epoch of at least 1s, found " + epoch);
    }
    this.secret = secret.clone();
    this.epochMillis = epoch.toMillis();
  }

  @Override
  public Value at(Instant time) {
    long epoch = Math.floorDiv(time.toEpochMilli(), epochMillis);
    Value known = last;
    if (known == null || known.epoch() != epoch) {
      known = new Value(epoch, value(epoch));
      last = known;
    }
    return known;
  }

  private Digest value(long epoch) {
    var sha256 = CanonicalHash.sha256();
    sha256.update(DOMAIN);
    sha256.update(secret);
    sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(0, epoch));
    return new Digest(sha256.digest());
  }
}
