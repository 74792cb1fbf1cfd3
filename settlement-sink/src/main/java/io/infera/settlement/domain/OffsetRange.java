package io.infera.settlement.domain;

/**
 * A contiguous range of positions in a lane, from {@code first} to before {@code next}. It counts
 * positions and not settlements: transaction markers leave gaps in the offsets, and what cannot be
 * read has an offset and no leaf.
 *
 * @param lane partition of infera.settlements, not negative
 * @param first first offset, not negative
 * @param next first offset after the range, above {@code first}
 */
public record OffsetRange(int lane, long first, long next) {
  public OffsetRange {
    if (lane < 0 || first < 0 || next <= first) {
      throw new IllegalArgumentException(
          "a range needs a lane and 0 <= first < next, found lane %d [%d, %d)"
              .formatted(lane, first, next));
    }
  }

  public boolean contains(long offset) {
    return offset >= first && offset < next;
  }

  @Override
  public String toString() {
    return "lane %d [%d, %d)".formatted(lane, first, next);
  }
}
