package io.infera.settlement.watch.domain;

import io.infera.settlement.domain.Block;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The blocks that were read last, in ascending order: by them a reorganisation is noticed. */
public final class Trail {
  /** Blocks remembered; behind a deeper reorganisation the chain is read from the beginning. */
  public static final int LENGTH = 256;

  private final Deque<Block> blocks = new ArrayDeque<>();

  public Trail(Collection<Block> blocks) {
    add(blocks);
  }

  public List<Block> blocks() {
    return List.copyOf(blocks);
  }

  /** The block up to which the chain was read; empty before the first. */
  public Optional<Block> last() {
    return Optional.ofNullable(blocks.peekLast());
  }

  /** Appends blocks that follow, and forgets the oldest. */
  public void add(Collection<Block> following) {
    for (Block block : following) {
      if (!blocks.isEmpty() && block.number() <= blocks.getLast().number()) {
        throw new IllegalArgumentException(
            "expected a block above %d, found %d"
                .formatted(blocks.getLast().number(), block.number()));
      }
      blocks.addLast(block);
    }
    while (blocks.size() > LENGTH) {
      blocks.removeFirst();
    }
  }

  /**
   * Goes back to the last block that is still part of the chain.
   *
   * @return how many of the remembered blocks are gone; 0 without a reorganisation
   */
  public int rewind(Predicate<Block> canonical) {
    int gone = 0;
    while (!blocks.isEmpty() && !canonical.test(blocks.getLast())) {
      blocks.removeLast();
      gone++;
    }
    return gone;
  }
}
