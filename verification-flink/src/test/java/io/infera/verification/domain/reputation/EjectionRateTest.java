package io.infera.verification.domain.reputation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The rates of error and the power that {@link EjectionTest#DEFAULTS} states: too rare to be seen
 * by playing lives, so they are sampled by importance, or worked out.
 */
class EjectionRateTest {
  private static final int JOBS = 20;
  private static final int LIFE = 1_000_000;
  private static final int SAMPLES = 20_000;
  private static final double SIGMAS = 5;

  /**
   * A probability that was estimated.
   *
   * @param error its standard error
   */
  private record Estimate(double probability, double error) {}

  @Test
  void shouldEjectOneHonestNodeInTenThousandAtMostInALifeOfAMillionEpochs() {
    var test = EjectionTest.DEFAULTS;

    Estimate ever = falseEjection(test, LIFE);

    // Who begins after that would add at most its weight of the bound, a millionth of it.
    assertThat(ever.probability() + SIGMAS * ever.error()).isLessThan(test.falseEjection());
    assertThat(ever.probability()).isGreaterThan(test.falseEjection() / 10);
    assertThat(ever.error()).isLessThan(ever.probability() / 50);
  }

  /** Where the rate is large enough to be seen, both ways to find it give the same. */
  @Test
  void shouldEstimateWhatLivesShow() {
    var test = new EjectionTest(1e-3, 2e-4, 2e-2, 2e-3, 0.02, 1e-2, 2e-2);
    int lives = 20_000;
    int epochs = 300;
    int ejected = 0;
    var random = new SplittableRandom(3);
    for (int life = 0; life < lives; life++) {
      ejected += jobsUntilOut(test, Integer.MAX_VALUE, epochs, random) > 0 ? 1 : 0;
    }

    Estimate estimate = falseEjection(test, epochs);

    double seen = (double) ejected / lives;
    double deviation = Math.hypot(Math.sqrt(seen / lives), estimate.error());
    assertThat(estimate.probability()).isCloseTo(seen, within(SIGMAS * deviation));
    assertThat(deviation).isLessThan(seen / 10);
  }

  /**
   * D. Siegmund, Importance Sampling in the Monte Carlo Study of Sequential Tests, Ann. Statist. 4,
   * 1976: for a stopping time T, P(T &lt; ∞) = E'[dP/dP' at T; T &lt; ∞], with P' the exponentially
   * tilted measure under which the statistic drifts to the bound. Here P' is that of a node which
   * turns into a cheat in epoch k with probability w(k): dP'/dP is then S(t) and the weights to
   * come, 1 / (t + 1).
   */
  private static Estimate falseEjection(EjectionTest test, int epochs) {
    var random = new SplittableRandom(1);
    double sum = 0;
    double squares = 0;
    for (int sample = 0; sample < SAMPLES; sample++) {
      // At least k with probability 1 / k.
      double begins = Math.floor(1 / (1 - random.nextDouble()));
      double ratio = ratioWhenOut(test, begins, epochs, random);
      sum += ratio;
      squares += ratio * ratio;
    }
    double mean = sum / SAMPLES;
    return new Estimate(mean, Math.sqrt((squares / SAMPLES - mean * mean) / SAMPLES));
  }

  /** How much likelier an honest life like this is than one of those that are drawn; 0 if kept. */
  private static double ratioWhenOut(
      EjectionTest test, double begins, int epochs, SplittableRandom random) {
    long log = EjectionTest.NOTHING;
    double mixture = 0;
    for (int t = 1; t <= epochs; t++) {
      int[] faults =
          t < begins
              ? epoch(test.honestFault(), test.honestConspiracy(), random)
              : epoch(test.cheatFault(), test.cheatConspiracy(), random);
      log = step(test, log, t, faults);
      mixture = (mixture + 1.0 / t / (t + 1.0)) * likelihoodRatio(test, faults);
      if (log >= test.ejectMicro()) {
        return 1 / (mixture + 1 / (t + 1.0));
      }
    }
    return 0;
  }

  private static double likelihoodRatio(EjectionTest test, int[] faults) {
    double right =
        (1 - test.cheatFault() - test.cheatConspiracy())
            / (1 - test.honestFault() - test.honestConspiracy());
    return Math.pow(test.cheatFault() / test.honestFault(), faults[0] - faults[1])
        * Math.pow(test.cheatConspiracy() / test.honestConspiracy(), faults[1])
        * Math.pow(right, JOBS - faults[0]);
  }

  /**
   * Jobs that a node has from when it begins to cheat, never together with another, until it is
   * ejected; 0 when it is not.
   */
  private static int jobsUntilOut(
      EjectionTest test, int begins, int epochs, SplittableRandom random) {
    long log = EjectionTest.NOTHING;
    for (int t = 1; t <= epochs; t++) {
      int[] faults =
          t < begins
              ? epoch(test.honestFault(), test.honestConspiracy(), random)
              : epoch(test.cheatFault(), 0, random);
      log = step(test, log, t, faults);
      if (log >= test.ejectMicro()) {
        return Math.max(1, t - begins + 1) * JOBS;
      }
    }
    return 0;
  }

  private static long step(EjectionTest test, long log, int t, int[] faults) {
    return test.mixture(log, t)
        + test.evidenceMicro(faults[0], faults[1])
        + (JOBS - faults[0]) * test.rightMicro();
  }

  /** Faults of an epoch, and how many of them were shared. */
  private static int[] epoch(double fault, double conspiracy, SplittableRandom random) {
    var faults = new int[2];
    for (int job = 0; job < JOBS; job++) {
      double draw = random.nextDouble();
      faults[0] += draw < fault + conspiracy ? 1 : 0;
      faults[1] += draw < conspiracy ? 1 : 0;
    }
    return faults;
  }

  /**
   * A cheat that is never caught together with another. The last fault is more than was needed, so
   * a newcomer takes longer; in a later epoch the ratios of the epochs before are a head start.
   */
  @ParameterizedTest
  @CsvSource({"1, 850", "1000, 1350"})
  void shouldEjectACheatAfterAsManyJobsAsStated(int begins, int nearlyAll) {
    var random = new SplittableRandom(2);
    double[] jobs = new double[1_000];
    for (int life = 0; life < jobs.length; life++) {
      jobs[life] = jobsUntilOut(EjectionTest.DEFAULTS, begins, begins + LIFE, random);
    }

    double stated = (9.2 + 2 * Math.log(begins)) / 0.039;
    Arrays.sort(jobs);
    assertThat(jobs[0]).as("ejected, all of them").isPositive();
    assertThat(Arrays.stream(jobs).average().orElseThrow()).isBetween(0.8 * stated, 1.25 * stated);
    assertThat(jobs[989]).as("99 of 100").isLessThanOrEqualTo(nearlyAll);
  }

  /**
   * Worked out: the distribution of the sum, epoch by epoch, until it is cleared or suspended. The
   * miss is that of one test; who is cleared is tested again.
   */
  @Test
  void shouldSuspendWithTheErrorsStated() {
    var test = EjectionTest.DEFAULTS;

    double power = suspended(test, test.cheatFault(), test.cheatConspiracy());
    double falsely = suspended(test, test.honestFault(), test.honestConspiracy());

    assertThat(power).isGreaterThan(1 - test.miss());
    assertThat(falsely).isLessThan(test.falseSuspension());
  }

  private static double suspended(EjectionTest test, double fault, double conspiracy) {
    Map<Long, Double> sums = Map.of(0L, 1.0);
    double suspended = 0;
    double open = 1;
    while (open > 1e-12) {
      var next = new HashMap<Long, Double>();
      for (Map.Entry<Long, Double> sum : sums.entrySet()) {
        for (int faults = 0; faults <= JOBS; faults++) {
          for (int shared = 0; shared <= faults; shared++) {
            double probability =
                sum.getValue() * probability(faults - shared, shared, fault, conspiracy);
            long evidence = sum.getKey() + test.evidenceMicro(faults, shared);
            long after = evidence + (JOBS - faults) * test.rightMicro();
            if (faults > 0 && evidence >= test.suspendMicro()) {
              suspended += probability;
            } else if (after > test.clearMicro() && probability > 1e-18) {
              next.merge(after, probability, Double::sum);
            }
          }
        }
      }
      sums = next;
      open = next.values().stream().mapToDouble(Double::doubleValue).sum();
    }
    return suspended;
  }

  private static double probability(int alone, int shared, double fault, double conspiracy) {
    double ways = 1;
    for (int i = 0; i < alone + shared; i++) {
      ways *= (double) (JOBS - i) / (i < alone ? i + 1 : i - alone + 1);
    }
    return ways
        * Math.pow(fault, alone)
        * Math.pow(conspiracy, shared)
        * Math.pow(1 - fault - conspiracy, JOBS - alone - shared);
  }
}
