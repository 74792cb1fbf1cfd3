package io.infera.runtime;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of INFER.
 *
 * @param units as contracts count it: in 10^-18 INFER, at least 0
 */
public record InferAmount(BigInteger units) implements Comparable<InferAmount> {
  /** What amounts look like, for error messages. */
  public static final String FORM = "an amount such as 1000 INFER, 0.5 INFER or 250 uINFER";

  private static final Pattern TEXT = Pattern.compile("(\\d{1,30}(?:\\.\\d{1,18})?) ?(u?INFER)");
  private static final int DECIMALS = 18;
  private static final int MICRO_DECIMALS = 12;
  private static final BigInteger MICRO = BigInteger.TEN.pow(MICRO_DECIMALS);

  public InferAmount {
    if (units.signum() < 0) {
      throw new IllegalArgumentException("expected an amount of at least 0, found " + units);
    }
  }

  /** So many whole INFER. */
  public static InferAmount of(long infer) {
    return new InferAmount(BigInteger.TEN.pow(DECIMALS).multiply(BigInteger.valueOf(infer)));
  }

  /** So many millionths of an INFER. */
  public static InferAmount ofMicro(long microInfer) {
    return new InferAmount(MICRO.multiply(BigInteger.valueOf(microInfer)));
  }

  /**
   * Reads an amount with its unit, INFER or uINFER (millionths).
   *
   * @throws IllegalArgumentException when it is none, or finer than 10^-18 INFER
   */
  public static InferAmount parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("expected " + FORM + ", found '" + text + "'");
    }
    int decimals = matcher.group(2).equals("INFER") ? DECIMALS : MICRO_DECIMALS;
    try {
      return new InferAmount(
          new BigDecimal(matcher.group(1)).movePointRight(decimals).toBigIntegerExact());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("finer than 10^-18 INFER: '" + text + "'", e);
    }
  }

  /** In millionths of an INFER, what is below them left out. */
  public BigInteger micro() {
    return units.divide(MICRO);
  }

  /** Both together. */
  public InferAmount plus(InferAmount other) {
    return new InferAmount(units.add(other.units));
  }

  @Override
  public int compareTo(InferAmount other) {
    return units.compareTo(other.units);
  }

  @Override
  public String toString() {
    BigDecimal infer = new BigDecimal(units, DECIMALS).stripTrailingZeros();
    return (infer.scale() < 0 ? infer.setScale(0) : infer).toPlainString() + " INFER";
  }
}
