package io.infera.ingest.domain;

import java.util.Arrays;

/**
 * Durations in microseconds, all of them kept (8 bytes each), so that percentiles are exact. Not
 * thread-safe.
 */
public final class Latencies {
  private long[] micros = new long[1024];
  private int count;

  /**
   * Adds one.
   *
   * @param value microseconds, not negative
   */
  public void add(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("a latency is not negative, found: " + value);
    }
    if (count == micros.length) {
      micros = Arrays.copyOf(micros, count * 2);
    }
    micros[count++] = value;
  }

  public int count() {
    return count;
  }

  /**
   * Percentile by nearest rank: the smallest value that at least {@code percent} of all values do
   * not exceed.
   *
   * @param percent in (0, 100]
   * @return microseconds; 0 when there are no values
   */
  public long percentile(double percent) {
    if (!(percent > 0 && percent <= 100)) {
      throw new IllegalArgumentException("a percentile lies in (0, 100], found: " + percent);
    }
    if (count == 0) {
      return 0;
    }
    var sorted = Arrays.copyOf(micros, count);
    Arrays.sort(sorted);
    return sorted[(int) Math.ceil(percent / 100 * count) - 1];
  }
}
