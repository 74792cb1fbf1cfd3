package io.infera.settlement.chain;

import io.infera.settlement.domain.Block;
import java.util.Optional;

/**
 * When a block is taken for final.
 *
 * @param confirmations blocks from it to the head, both counted; at least 1
 * @param byTag whether the chain itself must call it finalized, too
 */
public record Finality(int confirmations, boolean byTag) {
  public Finality {
    if (confirmations < 1) {
      throw new IllegalArgumentException("expected 1 confirmation or more, found " + confirmations);
    }
  }

  /** The highest final block under a head; negative when there is none. */
  long below(Block head, ChainClient chain) {
    long deep = head.number() - confirmations + 1;
    if (!byTag) {
      return deep;
    }
    Optional<Block> finalized = chain.finalized();
    return finalized.map(block -> Math.min(deep, block.number())).orElse(-1L);
  }
}
