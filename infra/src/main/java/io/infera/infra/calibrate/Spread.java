package io.infera.infra.calibrate;

import java.util.stream.IntStream;

/**
 * How similarities are distributed.
 *
 * @param texts how many there are
 * @param least the least similarity
 * @param p01 one in a hundred is below
 * @param p50 the median
 * @param p99 one in a hundred is above
 * @param most the greatest
 * @param deviations 1 − similarity at evenly spaced shares of the texts, from the most similar to
 *     the least similar one: what a simulation draws from
 */
public record Spread(
    int texts, double least, double p01, double p50, double p99, double most, double[] deviations) {
  private static final int STEPS = 100;

  /** Of similarities in rising order. */
  static Spread of(double[] sorted) {
    return new Spread(
        sorted.length,
        sorted[0],
        quantile(sorted, 0.01),
        quantile(sorted, 0.5),
        quantile(sorted, 0.99),
        sorted[sorted.length - 1],
        IntStream.rangeClosed(0, STEPS)
            .mapToDouble(step -> deviation(quantile(sorted, 1 - step / (double) STEPS)))
            .toArray());
  }

  /** To twelve digits: what comes after them is rounding. */
  private static double deviation(double similarity) {
    return Math.max(0, Math.rint((1 - similarity) * 1e12) / 1e12);
  }

  /** By nearest rank. */
  static double quantile(double[] sorted, double share) {
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.min(sorted.length, Math.max(1, rank)) - 1];
  }

  /** The deviation below which a share of all lies, linearly between the steps. */
  public double deviationAt(double share) {
    double at = share * (deviations.length - 1);
    int below = Math.min(deviations.length - 2, (int) at);
    return deviations[below] + (at - below) * (deviations[below + 1] - deviations[below]);
  }
}
