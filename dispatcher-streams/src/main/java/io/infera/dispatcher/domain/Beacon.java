package io.infera.dispatcher.domain;

import io.infera.event.Digest;
import io.infera.event.EpochBeacon;
import java.time.Instant;
import java.util.Optional;

/** The randomness that nobody who gains by a draw can steer. */
@FunctionalInterface
public interface Beacon {
  /** The beacon in force at a time. */
  Value at(Instant time);

  /**
   * A beacon's value.
   *
   * @param epoch which epoch's
   * @param digest the value, 32 bytes
   * @param commitment what its secret was committed to by; empty when it was not
   * @param block whose hash is mixed in; empty when the secret stands alone
   */
  record Value(
      long epoch, Digest digest, Optional<Digest> commitment, Optional<EpochBeacon> block) {
    /** Of a secret alone that nobody was told of before. */
    public Value(long epoch, Digest digest) {
      this(epoch, digest, Optional.empty(), Optional.empty());
    }
  }
}
