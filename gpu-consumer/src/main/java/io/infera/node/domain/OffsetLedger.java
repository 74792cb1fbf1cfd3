package io.infera.node.domain;

import java.util.OptionalLong;

/**
 * Which of the records taken are settled, and hence up to where the position may be committed.
 * Records are settled in any order; the position never passes one that is not. So a node that dies
 * finds every unanswered job again, and does some of the answered ones twice, which is no fault.
 *
 * <p>A ring of offsets in the order in which they were taken, which is that of the topic.
 *
 * <p>Not thread-safe.
 */
public final class OffsetLedger {
  /** Marks a record that is settled while one before it is not. */
  private static final long SETTLED = Long.MIN_VALUE;

  private long[] ring = new long[256];
  private int first;
  private int length;
  private int open;
  private long next = -1;
  private long advanced = -1;

  /** Notes that a record was taken; offsets ascend, with gaps. */
  public void taken(long offset) {
    if (offset < next) {
      throw new IllegalArgumentException(
          "Offset %d was taken after offset %d".formatted(offset, next - 1));
    }
    if (length == ring.length) {
      grow();
    }
    ring[slot(length++)] = offset;
    open++;
    next = offset + 1;
  }

  /** Notes that a record needs nothing more. */
  public void settled(long offset) {
    int index = find(offset);
    if (ring[slot(index)] != offset) {
      throw new IllegalArgumentException("Offset %d is not open".formatted(offset));
    }
    ring[slot(index)] |= SETTLED;
    open--;
    while (length > 0 && ring[first] < 0) {
      first = slot(1);
      length--;
    }
  }

  /** The next offset to read after a restart; -1 before any record was taken. */
  public long position() {
    return length == 0 ? next : ring[first];
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
    return open;
  }

  private int slot(int index) {
    return first + index & ring.length - 1;
  }

  /** Where an offset is, settled or not, or would be. */
  private int find(long offset) {
    int low = 0;
    int high = length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if ((ring[slot(middle)] & ~SETTLED) < offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private void grow() {
    var larger = new long[ring.length * 2];
    for (int i = 0; i < length; i++) {
      larger[i] = ring[slot(i)];
    }
    ring = larger;
    first = 0;
  }
}
