package io.infera.infra.chaos;

import java.util.List;

/**
 * How long the network took to answer again.
 *
 * @param p50 median, by nearest rank
 * @param p99 99th percentile, by nearest rank
 * @param max the longest
 */
record RecoverySeconds(double p50, double p99, double max) {

  /** All zero when there was nothing to recover from. */
  static RecoverySeconds of(List<Double> seconds) {
    List<Double> sorted = seconds.stream().sorted().toList();
    return new RecoverySeconds(rank(sorted, 50), rank(sorted, 99), rank(sorted, 100));
  }

  private static double rank(List<Double> sorted, int percent) {
    if (sorted.isEmpty()) {
      return 0;
    }
    int rank = (int) Math.ceil(sorted.size() * percent / 100.0);
    return sorted.get(Math.max(1, rank) - 1);
  }
}
