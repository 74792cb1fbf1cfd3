package io.infera.dispatcher.domain;

import io.infera.event.Digest;
import java.time.Instant;

/**
 * The randomness that nobody who gains by a draw can steer. Today a secret of the network makes it
 * ({@link SecretBeacon}); mixing in a block hash that the secret's holder could not know is another
 * implementation of this.
 */
@FunctionalInterface
public interface Beacon {
  /** The beacon in force at a time. */
  Value at(Instant time);

  /**
   * A beacon's value.
   *
   * @param epoch which epoch's
   * @param digest the value, 32 bytes
   */
  record Value(long epoch, Digest digest) {}
}
