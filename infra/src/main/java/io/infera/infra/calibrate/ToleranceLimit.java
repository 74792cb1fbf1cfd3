package io.infera.infra.calibrate;

import io.infera.verification.domain.statistics.BetaBound;

/**
 * Limits that all but a stated share of a distribution keep to, with a stated confidence and
 * whatever the distribution is, by order statistics: S. S. Wilks, "Determination of sample sizes
 * for setting tolerance limits" (Annals of Mathematical Statistics 12, 1941).
 *
 * <p>Of n independent values more than r − 1 lie among the lowest share α of their distribution
 * with probability P(Bin(n, α) ≥ r); then the r-th smallest value is one of these, and at most α of
 * the distribution lies below it. The largest r for which that is at least the confidence is taken.
 */
final class ToleranceLimit {
  private final double share;
  private final double confidence;

  /**
   * @param share of the distribution that may lie beyond the limit, in (0, 1)
   * @param confidence that no more does, in (0, 1)
   */
  ToleranceLimit(double share, double confidence) {
    if (!(share > 0 && share < 1 && confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException(
          "expected a share and a confidence in (0, 1), found " + share + " and " + confidence);
    }
    this.share = share;
    this.confidence = confidence;
  }

  /** The least number of values that says anything: the smallest is then the limit. */
  int fewest() {
    return (int) Math.ceil(StrictMath.log(1 - confidence) / StrictMath.log1p(-share));
  }

  /** Which order statistic is the limit, from 1; 0 when there are fewer values than it takes. */
  int rank(int values) {
    int rank = 0;
    while (rank < values && atLeast(rank + 1, values) >= confidence) {
      rank++;
    }
    return rank;
  }

  /** P(Bin(n, α) ≥ r). */
  private double atLeast(int rank, int values) {
    return BetaBound.regularised(share, rank, values - rank + 1.0);
  }

  /** Below it lies at most the share. */
  double lower(double[] sorted) {
    return sorted[required(sorted.length) - 1];
  }

  /** Above it lies at most the share. */
  double upper(double[] sorted) {
    return sorted[sorted.length - required(sorted.length)];
  }

  private int required(int values) {
    int rank = rank(values);
    if (rank == 0) {
      throw new IllegalArgumentException(
          "a limit for %s with confidence %s takes at least %d texts, found %d"
              .formatted(share, confidence, fewest(), values));
    }
    return rank;
  }
}
