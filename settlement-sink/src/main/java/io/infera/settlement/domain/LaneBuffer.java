package io.infera.settlement.domain;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What was read from a lane and is not archived yet. It begins at {@code start}, and the next batch
 * with it. Bounded: at twice a batch's size the lane is to be read no further.
 *
 * @param <T> what is held for each offset
 */
public final class LaneBuffer<T> {
  private final BatchPolicy policy;
  private final Deque<Held<T>> held = new ArrayDeque<>();
  private long start;

  private record Held<T>(long offset, T value, long sinceNanos) {}

  public LaneBuffer(BatchPolicy policy) {
    this.policy = policy;
  }

  /** Empties it, to be filled from an offset. */
  public void restart(long offset) {
    held.clear();
    start = offset;
  }

  /** The first position that it covers. */
  public long start() {
    return start;
  }

  /**
   * Adds what came next.
   *
   * @param nowNanos a monotonic clock
   * @throws IllegalArgumentException when the offset does not come after all others
   */
  public void add(long offset, T value, long nowNanos) {
    long least = held.isEmpty() ? start : held.getLast().offset() + 1;
    if (offset < least) {
      throw new IllegalArgumentException(
          "expected an offset from %d, found %d".formatted(least, offset));
    }
    held.add(new Held<>(offset, value, nowNanos));
  }

  /** Whether to stop reading the lane for now. */
  public boolean full() {
    return held.size() >= 2L * policy.maxEvents();
  }

  /** Whether there is a batch: enough entries, or the first has waited long enough. */
  public boolean ready(long nowNanos) {
    return held.size() >= policy.maxEvents()
        || !held.isEmpty() && nowNanos - held.getFirst().sinceNanos() >= policy.maxWait().toNanos();
  }

  /** What a batch would hold now: at most {@code maxEvents} entries from the start. */
  public Cut<T> next() {
    List<T> values = new ArrayList<>();
    long next = start;
    for (Held<T> entry : held) {
      if (values.size() == policy.maxEvents()) {
        break;
      }
      values.add(entry.value());
      next = entry.offset() + 1;
    }
    return new Cut<>(start, next, values);
  }

  /** Forgets what lies before an offset: it is archived. */
  public void drop(long offset) {
    while (!held.isEmpty() && held.getFirst().offset() < offset) {
      held.removeFirst();
    }
    start = offset;
  }

  /**
   * The range and the content of a batch to come. The range ends behind its last entry: markers
   * that follow belong to the batch after it, so that the range does not depend on how far the log
   * had grown.
   */
  public record Cut<T>(long first, long next, List<T> values) {}
}
