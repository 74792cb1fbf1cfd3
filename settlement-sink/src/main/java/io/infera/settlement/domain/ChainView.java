package io.infera.settlement.domain;

import java.util.List;
import java.util.Optional;

/** The chain, as whoever follows the anchored batches reads it. */
public interface ChainView {
  /** The block of a height; empty when the chain is not that high. */
  Optional<Block> blockAt(long number);

  /** The batches anchored in a range of blocks, both ends included, in the chain's order. */
  List<Anchored> anchored(long fromBlock, long toBlock);

  /** The highest block that is taken for final when a block is the head; negative when none is. */
  long finalBelow(Block head);
}
