package io.infera.node.domain;

import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * Which of the records taken are settled, and hence up to where the position may be committed.
 * Records are settled in any order; the position never passes one that is not. So a node that dies
 * finds every unanswered job again, and does some of the answered ones twice, which is no fault.
 *
 * <p>Not thread-safe.
 */
public final class OffsetLedger {
  private final TreeSet<Long> open = new TreeSet<>();
  private long next = -1;
  private long advanced = -1;

  /** Notes that a record was taken; offsets ascend, with gaps. */
  public void taken(long offset) {
    if (offset < next) {
      throw new IllegalArgumentException(
          "Offset %d was taken after offset %d".formatted(offset, next - 1));
    }
    open.add(offset);
    next = offset + 1;
  }

  /** Notes that a record needs nothing more. */
  public void settled(long offset) {
    if (!open.remove(offset)) {
      throw new IllegalArgumentException("Offset %d is not open".formatted(offset));
    }
  }

  /** The next offset to read after a restart; -1 before any record was taken. */
  public long position() {
    return open.isEmpty() ? next : open.first();
  }

  /** The position, when it has moved since the last call. */
  public OptionalLong advance() {
    long position = position();
    if (position <= advanced) {
      return OptionalLong.empty();
    }
    advanced = position;
    return OptionalLong.of(position);
  }

  /** Records taken and not settled. */
  public int open() {
    return open.size();
  }
}
