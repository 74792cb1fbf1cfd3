package io.infera.verification.domain.statistics;

/**
 * The lower credible bound of a Beta distributed share: the reputation of A. Jøsang and R. Ismail,
 * "The Beta Reputation System" (15th Bled eCommerce Conference, 2002), taken not at its mean but at
 * a low quantile, so that who has done nothing is not trusted.
 *
 * <p>The regularised incomplete beta function is evaluated by its continued fraction (Abramowitz
 * and Stegun 26.5.8) with Lentz's method, the logarithm of the gamma function by Lanczos's
 * approximation (g = 7, n = 9; relative error below 1e-14). All in {@link StrictMath}: the same
 * integers on every machine.
 */
public final class BetaBound {
  private static final double[] LANCZOS = {
    0.99999999999980993,
    676.5203681218851,
    -1259.1392167224028,
    771.32342877765313,
    -176.61502916214059,
    12.507343278686905,
    -0.13857109526572012,
    9.9843695780195716e-6,
    1.5056327351493116e-7
  };
  private static final double HALF_LOG_TWO_PI = 0.91893853320467274178;
  private static final double TINY = 1e-300;
  private static final double PRECISION = 1e-15;
  private static final int PPM = 1_000_000;
  private static final int MOST_TERMS = 100_000;

  private BetaBound() {}

  /**
   * The largest whole number of parts per million below which the share lies with at most the given
   * probability.
   *
   * @param alpha positive: right observations plus one
   * @param beta positive: wrong observations plus one
   * @param probability in (0, 1)
   */
  public static int lowerPpm(double alpha, double beta, double probability) {
    int low = 0;
    int high = PPM;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (regularised(middle / (double) PPM, alpha, beta) <= probability) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * The regularised incomplete beta function I_x(a, b), for x in [0, 1] and positive a and b: the
   * share of a Beta(a, b) distribution below x.
   */
  public static double regularised(double x, double a, double b) {
    if (x <= 0 || x >= 1) {
      return x <= 0 ? 0 : 1;
    }
    double front =
        StrictMath.exp(
            logGamma(a + b)
                - logGamma(a)
                - logGamma(b)
                + a * StrictMath.log(x)
                + b * StrictMath.log1p(-x));
    return x < (a + 1) / (a + b + 2)
        ? front * fraction(x, a, b) / a
        : 1 - front * fraction(1 - x, b, a) / b;
  }

  private static double fraction(double x, double a, double b) {
    double c = 1;
    double d = 1 / notZero(1 - (a + b) * x / (a + 1));
    double value = d;
    for (int m = 1; m <= MOST_TERMS; m++) {
      double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
      d = 1 / notZero(1 + even * d);
      c = notZero(1 + even / c);
      value *= d * c;
      double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
      d = 1 / notZero(1 + odd * d);
      c = notZero(1 + odd / c);
      value *= d * c;
      if (StrictMath.abs(d * c - 1) < PRECISION) {
        break;
      }
    }
    return value;
  }

  private static double notZero(double value) {
    return StrictMath.abs(value) < TINY ? TINY : value;
  }

  /** For x of at least 0.5. */
  static double logGamma(double x) {
    double shifted = x - 1;
    double sum = LANCZOS[0];
    for (int i = 1; i < LANCZOS.length; i++) {
      sum += LANCZOS[i] / (shifted + i);
    }
    double t = shifted + 7.5;
    return HALF_LOG_TWO_PI + (shifted + 0.5) * StrictMath.log(t) - t + StrictMath.log(sum);
  }
}
