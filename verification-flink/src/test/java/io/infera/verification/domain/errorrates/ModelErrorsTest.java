package io.infera.verification.domain.errorrates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.event.ErrorRateEpoch;
import io.infera.verification.domain.judge.Observation;
import io.infera.verification.domain.judge.Observation.Stratum;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ModelErrorsTest {
  private static final Duration EPOCH = Duration.ofSeconds(5);
  private static final Instant START = Instant.ofEpochSecond(1_000);
  private static final long FIRST = 200;

  @Test
  void shouldSayNothingBeforeAnEpochIsOver() {
    var errors = ModelErrors.of("m");
    errors.add(tally(1, FIRST, answered(10, Stratum.TRUSTED, false, false)));

    assertThat(errors.onTime(START.plusMillis(4_999), EPOCH)).isEmpty();
    assertThat(errors.onTime(START.plusSeconds(5), EPOCH)).hasSize(1);
    assertThat(errors.onTime(START.plusSeconds(99), EPOCH)).isEmpty();
  }

  @Test
  void shouldAddUpTheEpochsOfAVersionAndBeginAnewWithTheNext() {
    var errors = ModelErrors.of("m");
    errors.add(tally(1, FIRST, answered(10, Stratum.TRUSTED, false, false)));
    errors.add(tally(1, FIRST + 1, answered(5, Stratum.TRUSTED, false, false)));
    errors.add(tally(2, FIRST + 1, answered(3, Stratum.TRUSTED, false, false)));

    List<ErrorRateEpoch> over = errors.onTime(START.plusSeconds(10), EPOCH);

    assertThat(over).extracting(ErrorRateEpoch::getPolicyVersion).containsExactly(1, 1, 2);
    assertThat(over)
        .extracting(epoch -> epoch.getCounts().getRequests())
        .containsExactly(10L, 5L, 3L);
    assertThat(over)
        .extracting(epoch -> epoch.getTotals().getRequests())
        .containsExactly(10L, 15L, 3L);
    assertThat(over.get(0).getStart()).isEqualTo(START);
    assertThat(over.get(0).getEnd()).isEqualTo(START.plusSeconds(5));
  }

  @Test
  void shouldWeighEachStratumByItsAnswers() {
    var errors = ModelErrors.of("m");
    List<Observation> seen = new ArrayList<>();
    // 9,000 trusted, of 100 audited 1 is wrong; 1,000 newcomers, of 100 audited 10 are.
    seen.addAll(answered(8_900, Stratum.TRUSTED, false, false));
    seen.addAll(answered(99, Stratum.TRUSTED, true, false));
    seen.addAll(answered(1, Stratum.TRUSTED, true, true));
    seen.addAll(answered(900, Stratum.NEWCOMER, false, false));
    seen.addAll(answered(90, Stratum.NEWCOMER, true, false));
    seen.addAll(answered(10, Stratum.NEWCOMER, true, true));
    errors.add(tally(1, FIRST, seen));

    var rate = errors.onTime(START.plusSeconds(5), EPOCH).get(0).getFalseNegative();

    // 0.9 · 1 % + 0.1 · 10 %
    assertThat(rate.getEstimatePpb()).isEqualTo(19_000_000);
    assertThat(rate.getLowerPpb()).isBetween(1_000_000L, 19_000_000L);
    assertThat(rate.getUpperPpb()).isBetween(19_000_000L, 100_000_000L);
  }

  @Test
  void shouldKnowNothingOfAnswersThatNobodyAudits() {
    var errors = ModelErrors.of("m");
    errors.add(tally(1, FIRST, answered(50, Stratum.KNOWN, false, false)));

    var rate = errors.onTime(START.plusSeconds(5), EPOCH).get(0).getFalseNegative();

    assertThat(rate.getLowerPpb()).isZero();
    assertThat(rate.getUpperPpb()).isEqualTo(1_000_000_000);
  }

  @Test
  void shouldCountRightAnswersThatWereNotFoundToAgree() {
    var errors = ModelErrors.of("m");
    List<Observation> seen = new ArrayList<>(answered(99, Stratum.KNOWN, false, false));
    seen.add(new Observation("m", 1, START, true, Stratum.ALWAYS, true, false, 2, 1, 0));
    errors.add(tally(1, FIRST, seen));

    var rate = errors.onTime(START.plusSeconds(5), EPOCH).get(0).getFalsePositive();

    // 1 of 300, 95 %: 0.0084 % to 1.844 % (Clopper and Pearson).
    assertThat(rate.getEstimatePpb()).isEqualTo(3_333_333);
    assertThat(rate.getLowerPpb()).isBetween(84_000L, 85_000L);
    assertThat(rate.getUpperPpb()).isBetween(18_300_000L, 18_500_000L);
  }

  /** A world with a known share of wrong answers: the interval holds it as often as it says. */
  @Test
  void shouldHoldTheTruthAsOftenAsItSays() {
    var random = new SplittableRandom(11);
    double[] wrong = {0.2, 0.05, 0.02, 0.01, 0.004};
    double[] share = {1, 0.1, 0.04, 0.02, 0.01};
    int worlds = 300;
    int held = 0;
    for (int world = 0; world < worlds; world++) {
      var tally = new ErrorTally();
      long truth = 0;
      int answers = 4_000;
      for (int i = 0; i < answers; i++) {
        Stratum stratum = Stratum.values()[random.nextInt(5)];
        boolean isWrong = random.nextDouble() < wrong[stratum.ordinal()];
        boolean audited = random.nextDouble() < share[stratum.ordinal()];
        truth += isWrong ? 1 : 0;
        tally.add(
            new Observation("m", 1, START, true, stratum, audited, audited && isWrong, 3, 0, 0));
      }
      var rate = ErrorRates.falseNegative(tally);
      long truthPpb = truth * 1_000_000_000 / answers;
      held += rate.getLowerPpb() <= truthPpb && truthPpb <= rate.getUpperPpb() ? 1 : 0;
    }

    assertThat(held / (double) worlds).isGreaterThanOrEqualTo(0.95);
  }

  @Test
  void shouldComeToTheSameHoweverItIsCutAndOrdered() {
    List<Observation> seen = new ArrayList<>();
    for (Stratum stratum : Stratum.values()) {
      seen.addAll(answered(40, stratum, false, false));
      seen.addAll(answered(20, stratum, true, false));
      seen.addAll(answered(2, stratum, true, true));
    }
    var whole = ModelErrors.of("m");
    whole.add(tally(1, FIRST, seen));
    var parts = ModelErrors.of("m");
    java.util.Collections.shuffle(seen, new Random(1));
    for (int start = 0; start < seen.size(); start += 17) {
      parts.add(tally(1, FIRST, seen.subList(start, Math.min(seen.size(), start + 17))));
      parts = ModelErrors.fromBytes(parts.toBytes());
    }

    assertThat(parts.onTime(START.plusSeconds(5), EPOCH))
        .isEqualTo(whole.onTime(START.plusSeconds(5), EPOCH));
  }

  @Test
  void shouldRefuseCutBytes() {
    var errors = ModelErrors.of("m");
    errors.add(tally(1, FIRST, answered(1, Stratum.KNOWN, true, false)));
    byte[] bytes = errors.toBytes();
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> ModelErrors.fromBytes(cut))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static List<Observation> answered(
      int count, Stratum stratum, boolean audited, boolean wrong) {
    var one = new Observation("m", 1, START, true, stratum, audited, wrong, 3, 0, 0);
    return java.util.Collections.nCopies(count, one);
  }

  private static EpochTally tally(int version, long epoch, List<Observation> seen) {
    var tally = new ErrorTally();
    seen.forEach(tally::add);
    return new EpochTally("m", version, epoch, tally);
  }
}
