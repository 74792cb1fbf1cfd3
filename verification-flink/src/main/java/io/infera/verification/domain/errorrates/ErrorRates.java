package io.infera.verification.domain.errorrates;

import io.infera.event.ErrorRate;
import io.infera.verification.domain.statistics.ShareBounds;
import java.math.BigInteger;

/**
 * Two rates of error, from counts.
 *
 * <p><b>False positives</b>: of the nodes' answers that were right, or not shown wrong, how many
 * were not found to agree, because the others voted them down (and an audit confirmed them) or
 * because an audit left them between the thresholds. Every dissent is audited, so these are counted
 * and not sampled; the interval ({@link ShareBounds}) tells what the count says of the next ones.
 *
 * <p><b>False negatives</b>: of the answers given before any audit, how many are wrong, whether
 * found out or not. The secret draw audits those of less credible nodes more often, so each stratum
 * of answers that are about equally likely to be audited is estimated by itself and weighs what it
 * has of all answers: Σ Nᵢ (wrongᵢ / auditedᵢ) / Σ Nᵢ. The interval adds the ends of the strata's
 * in the same way. Each of these holds with 1 − (1 − confidence) / strata, so all hold together
 * with the confidence (C. E. Bonferroni, 1936). A stratum without audits may be wrong in all.
 */
final class ErrorRates {
  /** Of the intervals. */
  static final int CONFIDENCE_PPM = 950_000;

  private static final double CONFIDENCE = CONFIDENCE_PPM / 1e6;
  private static final BigInteger WHOLE = BigInteger.valueOf(ShareBounds.WHOLE);

  private ErrorRates() {}

  static ErrorRate falsePositive(ErrorTally tally) {
    long flagged = tally.vindicated + tally.doubtful;
    long right = tally.agreed + flagged;
    ShareBounds bounds = ShareBounds.of(flagged, right, CONFIDENCE);
    return new ErrorRate(share(flagged, right), bounds.lowerPpb(), bounds.upperPpb());
  }

  static ErrorRate falseNegative(ErrorTally tally) {
    int strata = tally.answers.length;
    double each = 1 - (1 - CONFIDENCE) / strata;
    BigInteger estimate = BigInteger.ZERO;
    BigInteger lower = BigInteger.ZERO;
    BigInteger upper = BigInteger.ZERO;
    long all = 0;
    for (int i = 0; i < strata; i++) {
      BigInteger weight = BigInteger.valueOf(tally.answers[i]);
      ShareBounds bounds = ShareBounds.of(tally.wrong[i], tally.audited[i], each);
      long share = share(tally.wrong[i], tally.audited[i]);
      estimate = estimate.add(weight.multiply(BigInteger.valueOf(share)));
      lower = lower.add(weight.multiply(BigInteger.valueOf(bounds.lowerPpb())));
      upper = upper.add(weight.multiply(BigInteger.valueOf(bounds.upperPpb())));
      all += tally.answers[i];
    }
    if (all == 0) {
      return new ErrorRate(0L, 0L, ShareBounds.WHOLE);
    }
    BigInteger total = BigInteger.valueOf(all);
    BigInteger[] up = upper.divideAndRemainder(total);
    return new ErrorRate(
        estimate.divide(total).longValue(),
        lower.divide(total).longValue(),
        up[0].longValue() + (up[1].signum() > 0 ? 1 : 0));
  }

  /** In parts per billion, rounded down; 0 of nothing. */
  private static long share(long part, long of) {
    return of == 0
        ? 0
        : BigInteger.valueOf(part).multiply(WHOLE).divide(BigInteger.valueOf(of)).longValue();
  }
}
