package io.infera.verification.domain.reputation;

/**
 * A cumulative sum test (E. S. Page, Continuous Inspection Schemes, Biometrika 41, 1954) between a
 * node that is silent now and then and one that withholds answers, flaps or is too slow.
 *
 * <p>One observation is an epoch, or as many epochs as it takes to have {@code leastJobs} jobs; it
 * is bad when at least {@code badSharePpm} of them stayed unanswered although others answered. Jobs
 * cannot be the observations: a node that dies leaves all it had in flight, which is one event,
 * however many jobs it is. The sum never falls below zero, so a good past buys no silence.
 *
 * @param leastJobs jobs of an observation
 * @param badSharePpm share of unanswered jobs from which on it is bad
 * @param honestBad probability that an observation of an honest node is bad, in (0, 1)
 * @param withholderBad the same of one that withholds, in (honestBad, 1)
 * @param falseSuspension the bound is that of a sequential test with this rate of error of the
 *     first kind
 * @param epochs out of the draw after the first suspension; each later one lasts twice as long, up
 *     to 64 times
 */
public record WithholdingTest(
    int leastJobs,
    int badSharePpm,
    double honestBad,
    double withholderBad,
    double falseSuspension,
    int epochs) {
  /**
   * Three bad observations in a row suspend, two do not: a node that dies once at the edge of an
   * epoch has two.
   */
  public static final WithholdingTest DEFAULTS =
      new WithholdingTest(10, 100_000, 0.02, 0.3, 2.5e-3, 3);

  private static final double MICRO = 1e6;

  public WithholdingTest {
    Ppm.check("badSharePpm", badSharePpm);
    if (leastJobs < 1 || epochs < 1) {
      throw new IllegalArgumentException("expected leastJobs and epochs of at least 1");
    }
    if (!(honestBad > 0 && honestBad < withholderBad && withholderBad < 1)) {
      throw new IllegalArgumentException(
          "expected 0 < honestBad < withholderBad < 1, found "
              + honestBad
              + " and "
              + withholderBad);
    }
    if (!(falseSuspension > 0 && falseSuspension < 1)) {
      throw new IllegalArgumentException(
          "expected falseSuspension in (0, 1), found " + falseSuspension);
    }
  }

  /** What a bad observation adds to the sum, in millionths of a nat. */
  long badMicro() {
    return micro(withholderBad / honestBad);
  }

  /** What a good one adds; negative. */
  long goodMicro() {
    return micro((1 - withholderBad) / (1 - honestBad));
  }

  /** At or above it a node is suspended. */
  long suspendMicro() {
    return micro(1 / falseSuspension);
  }

  private static long micro(double ratio) {
    return (long) StrictMath.rint(StrictMath.log(ratio) * MICRO);
  }
}
