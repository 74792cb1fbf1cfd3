package io.infera.settlement.domain;

import java.util.Optional;
import java.util.function.LongFunction;

/**
 * Reads a chain on, range by range, and all of it again when the last block that was read is gone.
 * What follows from many blocks, as sums do, cannot be taken back block by block; and a
 * reorganisation that reaches blocks with their confirmations is rare, so that reading all again is
 * cheap enough.
 */
public final class CanonicalReading {
  private final LongFunction<Optional<Block>> chain;
  private final long first;
  private final int span;
  private final Reader reader;
  private Optional<Block> last = Optional.empty();

  /** Who keeps what was read. */
  public interface Reader {
    /** Takes what stands in a range of blocks, both ends included: all of it, or it throws. */
    void read(long from, long to);

    /** Forgets all that was read: it is read again. */
    void forget();
  }

  /**
   * @param chain the canonical block of a height; empty above the head
   * @param first where to begin
   * @param span blocks of a range at most, at least 1
   */
  public CanonicalReading(
      LongFunction<Optional<Block>> chain, long first, int span, Reader reader) {
    if (span < 1) {
      throw new IllegalArgumentException("expected a span of 1 block or more, found " + span);
    }
    this.chain = chain;
    this.first = first;
    this.span = span;
    this.reader = reader;
  }

  /**
   * Reads on up to a block, or as far as the chain goes. What fails is tried again by the next
   * call, from the last range that was read whole.
   *
   * @return whether a reorganisation reached what was read, so that it was forgotten
   */
  public boolean readTo(long target) {
    boolean reorganised = false;
    while (true) {
      long from = last() + 1;
      long to = Math.min(target, from + span - 1);
      // Found before what stands in the range is read, and before the last one is looked at again:
      // so whatever is replaced meanwhile is noticed, now or by the next call.
      Optional<Block> end = from <= to ? chain.apply(to) : Optional.empty();
      if (!stands()) {
        reorganised = true;
        last = Optional.empty();
        reader.forget();
      } else if (end.isEmpty()) {
        return reorganised;
      } else {
        reader.read(from, to);
        last = end;
      }
    }
  }

  /** The last block that was read; the one before the first when none was. */
  public long last() {
    return last.map(Block::number).orElse(first - 1);
  }

  /** Whether all that was read is part of the chain as it is now. */
  public boolean stands() {
    return last.isEmpty() || chain.apply(last.get().number()).equals(last);
  }
}
