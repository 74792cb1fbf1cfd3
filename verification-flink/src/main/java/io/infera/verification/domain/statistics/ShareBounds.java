package io.infera.verification.domain.statistics;

import java.util.function.DoublePredicate;

/**
 * Confidence interval of a share of which so many of so many trials were seen: the exact one of C.
 * J. Clopper and E. S. Pearson, "The use of confidence or fiducial limits illustrated in the case
 * of the binomial" (Biometrika 26, 1934). It holds the share with at least the stated confidence,
 * whatever the share is, also when nothing was seen: 0 of n is at most about ln(2 / (1 −
 * confidence)) / n.
 *
 * <p>The lower end is the quantile (1 − confidence) / 2 of Beta(hits, trials − hits + 1), the upper
 * one that of 1 − (1 − confidence) / 2 of Beta(hits + 1, trials − hits). Whole numbers, rounded
 * outwards, the same on every machine ({@link BetaBound}).
 *
 * @param lowerPpb in parts per billion
 * @param upperPpb in parts per billion; 1,000,000,000 without trials
 */
public record ShareBounds(long lowerPpb, long upperPpb) {
  /** A whole, in parts per billion. */
  public static final long WHOLE = 1_000_000_000;

  /** Nothing is known. */
  public static final ShareBounds UNKNOWN = new ShareBounds(0, WHOLE);

  /**
   * @param hits of the trials, 0 to {@code trials}
   * @param trials independent ones
   * @param confidence that the interval holds the share, in (0, 1)
   */
  public static ShareBounds of(long hits, long trials, double confidence) {
    if (hits < 0 || hits > trials) {
      throw new IllegalArgumentException(
          "expected hits from 0 to the %d trials, found %d".formatted(trials, hits));
    }
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException("expected a confidence in (0, 1), found " + confidence);
    }
    double tail = (1 - confidence) / 2;
    long misses = trials - hits;
    // Where the share may be so small, or so large: monotonous, so halving finds the edge.
    long lower = hits == 0 ? 0 : last(x -> BetaBound.regularised(x, hits, misses + 1.0) <= tail);
    long upper =
        misses == 0
            ? WHOLE
            : 1 + last(x -> BetaBound.regularised(x, hits + 1.0, misses) < 1 - tail);
    return new ShareBounds(lower, Math.min(WHOLE, upper));
  }

  /** The largest number of parts per billion that fulfils what all smaller ones do. */
  private static long last(DoublePredicate fulfilled) {
    long low = 0;
    long high = WHOLE;
    while (high - low > 1) {
      long middle = (low + high) >>> 1;
      if (fulfilled.test(middle / (double) WHOLE)) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
