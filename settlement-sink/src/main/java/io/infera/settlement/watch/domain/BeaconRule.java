package io.infera.settlement.watch.domain;

import io.infera.settlement.domain.Block;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Which block's hash the draws of an epoch mix in: that of the first block made in the epoch
 * before. So it is known, with its confirmations, when the epoch begins, and was not when the
 * epoch's secret was committed to. Anyone finds it by the times that blocks state; an epoch before
 * which no block was made has none.
 *
 * @param epoch how long an epoch is; epoch n begins at n times this after 1970
 */
public record BeaconRule(Duration epoch) {
  public BeaconRule {
    if (epoch.toMillis() < 1_000) {
      throw new IllegalArgumentException("expected a beacon epoch of at least 1s, found " + epoch);
    }
  }

  /**
   * The epoch whose block a block is.
   *
   * @param before the block below it
   * @return empty when it is not the first of its time
   */
  public OptionalLong of(Block before, Block block) {
    long its = epochOf(block);
    return its > epochOf(before) ? OptionalLong.of(its + 1) : OptionalLong.empty();
  }

  private long epochOf(Block block) {
    return Math.floorDiv(block.time().toEpochMilli(), epoch.toMillis());
  }
}
