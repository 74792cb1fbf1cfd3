package io.infera.verification.domain.judge;

import java.math.BigInteger;

/** What verified work costs, in whole millionths of an INFER. */
final class Price {
  private static final long MILLION = 1_000_000;
  private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE / 1024);

  private Price() {}

  /**
   * Price of some tokens, rounded down; at most a 1,024th of the largest long, so that a verdict's
   * payments add up.
   *
   * @param perMillionTokens in millionths of an INFER, at least 0
   * @param tokens at least 0
   */
  static long of(long perMillionTokens, int tokens) {
    long high = Math.multiplyHigh(perMillionTokens, tokens);
    long low = perMillionTokens * tokens;
    if (high == 0 && low >= 0) {
      return Math.min(low / MILLION, MOST.longValue());
    }
    return BigInteger.valueOf(perMillionTokens)
        .multiply(BigInteger.valueOf(tokens))
        .divide(BigInteger.valueOf(MILLION))
        .min(MOST)
        .longValue();
  }
}
