package io.infera.settlement.domain;

import java.time.Instant;
import java.util.Objects;

/**
 * A block of the chain.
 *
 * @param number its height, not negative
 * @param hash its hash, which alone tells it from another block of that height
 * @param time when it was made, as it says itself
 */
public record Block(long number, Bytes32 hash, Instant time) {
  public Block {
    if (number < 0) {
      throw new IllegalArgumentException("a block's number is 0 or more, found " + number);
    }
    Objects.requireNonNull(hash, "hash");
    Objects.requireNonNull(time, "time");
  }
}
