package io.infera.infra.bench;

import java.util.List;

/**
 * How far apart repetitions of one measurement lie.
 *
 * @param median the middle one; the mean of the two middle ones when their number is even
 * @param min the smallest
 * @param max the largest
 * @param deviation sample standard deviation; 0 for a single one
 */
record Spread(double median, double min, double max, double deviation) {
  /**
   * @throws IllegalArgumentException when there are none
   */
  static Spread of(List<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("expected at least one measurement, found none");
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1], deviation(sorted));
  }

  private static double deviation(double[] values) {
    if (values.length == 1) {
      return 0;
    }
    double mean = 0;
    for (double value : values) {
      mean += value / values.length;
    }
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return Math.sqrt(squares / (values.length - 1));
  }
}
