package io.infera.dispatcher.domain;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.infera.event.Digest;
import io.infera.event.EpochBeacon;
import io.infera.schemas.canonical.CanonicalHash;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * Mixes the secret of an epoch with the hash of a block: SHA-256("infera/beacon/v2" ‖ secret ‖
 * hash). Who holds the secret could not know the block when he committed himself, and who makes
 * blocks does not know the secret. The block is that of the epoch or, when the chain stands still,
 * the last one that is known; when there is none that is younger than the commitment, the secret
 * stands alone. Which it was, each draw says.
 */
public final class MixedBeacon implements Beacon {
  private static final byte[] DOMAIN = "infera/beacon/v2".getBytes(US_ASCII);

  private final byte[] secret;
  private final long epochMillis;
  private final LongFunction<Optional<EpochBeacon>> blocks;
  private final Commitments commitments;
  private volatile SecretChain chain;
  private volatile Value last;

  /** When was committed to what. */
  public interface Commitments {
    /** When a commitment was announced, by the broker's clock; empty when it was not yet. */
    Optional<Instant> announced(Digest commitment);
  }

  /**
   * @param secret 32 bytes
   * @param epoch how long a beacon is in force, at least a second
   * @param blocks the youngest block known that belongs to an epoch or one before
   */
  public MixedBeacon(
      byte[] secret,
      Duration epoch,
      LongFunction<Optional<EpochBeacon>> blocks,
      Commitments commitments) {
    if (epoch.toMillis() < 1_000) {
      throw new IllegalArgumentException("expected a beacon epoch of at least 1s, found " + epoch);
    }
    this.secret = secret.clone();
    this.epochMillis = epoch.toMillis();
    this.blocks = blocks;
    this.commitments = commitments;
  }

  @Override
  public Value at(Instant time) {
    long epoch = Math.floorDiv(time.toEpochMilli(), epochMillis);
    SecretChain secrets = chain(epoch);
    Optional<EpochBeacon> block =
        blocks.apply(epoch).filter(known -> isYounger(known, secrets.commitment()));
    Value known = last;
    if (known == null || known.epoch() != epoch || !known.block().equals(block)) {
      known =
          new Value(
              epoch,
              value(secrets.secret(epoch), block.map(mixed -> mixed.getBlock().getHash())),
              Optional.of(secrets.commitment()),
              block);
      last = known;
    }
    return known;
  }

  private boolean isYounger(EpochBeacon block, Digest commitment) {
    return commitments
        .announced(commitment)
        .filter(announced -> block.getBlock().getAt().isAfter(announced))
        .isPresent();
  }

  private SecretChain chain(long epoch) {
    SecretChain known = chain;
    if (known == null || !known.covers(epoch)) {
      known = SecretChain.covering(epoch, secret);
      chain = known;
    }
    return known;
  }

  /** A beacon's value, from its parts. */
  static Digest value(Digest secret, Optional<Digest> blockHash) {
    MessageDigest sha256 = CanonicalHash.sha256();
    sha256.update(DOMAIN);
    sha256.update(secret.bytes());
    blockHash.ifPresent(hash -> sha256.update(hash.bytes()));
    return new Digest(sha256.digest());
  }
}
