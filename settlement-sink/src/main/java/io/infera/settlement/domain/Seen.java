package io.infera.settlement.domain;

import java.util.Objects;

/**
 * A block up to which the chain was read.
 *
 * @param block the block
 * @param stands where the lanes stood after it
 */
public record Seen(Block block, LaneStands stands) {
  public Seen {
    Objects.requireNonNull(block, "block");
    Objects.requireNonNull(stands, "stands");
  }
}
