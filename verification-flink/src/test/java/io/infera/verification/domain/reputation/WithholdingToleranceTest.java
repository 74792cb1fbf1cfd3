package io.infera.verification.domain.reputation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which silence is tolerated for good, by the default {@link WithholdingTest}. */
class WithholdingToleranceTest {
  private static final WithholdingTest TEST = WithholdingTest.DEFAULTS;
  private static final ReputationPolicy POLICY =
      ReputationPolicy.withDefaults("test", Duration.ofMinutes(1), Set.of());
  private static final int EPOCHS = 100_000;
  private static final int JOBS = 18;
  private static final int DAY = 1_440;

  /** Share of bad observations at which the sum neither rises nor falls. */
  private static double badForGood() {
    return (double) -TEST.goodMicro() / (TEST.badMicro() - TEST.goodMicro());
  }

  /**
   * A withholder that knows its sum: silent in whole epochs as often as it can be, and in all
   * others just below the share that is bad. No plan keeps more back: the sum would rise for good.
   */
  @ParameterizedTest
  @CsvSource({"18, 1, 0.16", "1000, 99, 0.20"})
  void shouldTolerateAFifthOfDeliberateSilence(int jobs, int unseen, double stated) {
    var scores = new Scores();
    long silent = 0;
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      boolean dares = scores.withholding + TEST.badMicro() < TEST.suspendMicro();
      int withheld = dares ? jobs : unseen;
      scores.close(epoch(jobs, withheld), 0, POLICY);
      silent += withheld;
      assertThat(scores.withholding).isLessThan(TEST.suspendMicro());
    }

    double most = badForGood() + (1 - badForGood()) * unseen / jobs;
    assertThat((double) silent / EPOCHS / jobs).isCloseTo(most, within(1e-3)).isLessThan(0.2);
    assertThat(most).isCloseTo(stated, within(5e-3));
  }

  @Test
  void shouldTolerateOneBadEpochInNine() {
    assertThat(1 / badForGood()).isCloseTo(9.05, within(0.01));
  }

  /**
   * Silent in jobs at random: the probability to be suspended within a day of epochs of a minute,
   * worked out from the distribution of the sum.
   */
  @ParameterizedTest
  @CsvSource({"0.005, 0.002", "0.01, 0.096", "0.02, 0.979", "0.05, 1", "0.1, 1"})
  void shouldSuspendWhoIsSilentAtRandom(double share, double stated) {
    assertThat(suspendedWithinADay(share)).isCloseTo(stated, within(1e-3));
  }

  private static double suspendedWithinADay(double share) {
    double bad = bad(share);
    Map<Long, Double> sums = Map.of(0L, 1.0);
    double suspended = 0;
    for (int epoch = 0; epoch < DAY; epoch++) {
      var next = new HashMap<Long, Double>();
      for (Map.Entry<Long, Double> sum : sums.entrySet()) {
        long worse = sum.getKey() + TEST.badMicro();
        if (worse >= TEST.suspendMicro()) {
          suspended += sum.getValue() * bad;
        } else if (sum.getValue() > 1e-18) {
          next.merge(worse, sum.getValue() * bad, Double::sum);
        }
        next.merge(
            Math.max(0, sum.getKey() + TEST.goodMicro()), sum.getValue() * (1 - bad), Double::sum);
      }
      sums = next;
    }
    return suspended;
  }

  /** That two or more of an epoch's jobs stay unanswered: from there on it is bad. */
  private static double bad(double share) {
    return 1 - Math.pow(1 - share, JOBS) - JOBS * share * Math.pow(1 - share, JOBS - 1);
  }

  @Test
  void shouldCallTwoOfEighteenBad() {
    var scores = new Scores();
    scores.close(epoch(JOBS, 1), 0, POLICY);
    assertThat(scores.withholding).isZero();
    scores.close(epoch(JOBS, 2), 0, POLICY);
    assertThat(scores.withholding).isEqualTo(TEST.badMicro());
  }

  private static Tally epoch(int jobs, int withheld) {
    var tally = new Tally();
    tally.agreed = jobs - withheld;
    tally.silent = withheld;
    tally.withheld = withheld;
    return tally;
  }
}
