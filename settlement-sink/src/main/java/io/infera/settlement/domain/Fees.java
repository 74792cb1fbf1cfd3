package io.infera.settlement.domain;

import java.math.BigInteger;

/**
 * What a transaction offers for a unit of gas, in wei.
 *
 * @param kind how it is said
 * @param tip for whoever makes the block
 * @param most at most in all; at least the tip, and the tip itself where there is but one price
 */
public record Fees(Kind kind, BigInteger tip, BigInteger most) {
  private static final BigInteger THOUSAND = BigInteger.valueOf(1_000);

  /** How a transaction says what it offers. */
  public enum Kind {
    /** A tip and a bound (EIP-1559). */
    DYNAMIC,
    /** One price, as before EIP-1559. */
    LEGACY
  }

  public Fees {
    if (tip.signum() < 0 || most.compareTo(tip) < 0) {
      throw new IllegalArgumentException("expected 0 <= tip <= most, found " + tip + ", " + most);
    }
    if (kind == Kind.LEGACY && !tip.equals(most)) {
      throw new IllegalArgumentException("expected one price, found " + tip + ", " + most);
    }
  }

  /** Enough while the base fee does not double. */
  public static Fees above(BigInteger baseFee, BigInteger tip) {
    return new Fees(Kind.DYNAMIC, tip, baseFee.shiftLeft(1).add(tip));
  }

  /** One price. */
  public static Fees at(BigInteger price) {
    return new Fees(Kind.LEGACY, price, price);
  }

  /**
   * More of both.
   *
   * @param permille how much more, in thousandths; rounded up
   */
  Fees raised(int permille) {
    return new Fees(kind, raised(tip, permille), raised(most, permille));
  }

  /** The higher of the two, one by one. */
  Fees max(Fees other) {
    return new Fees(kind, tip.max(other.tip), most.max(other.most));
  }

  /** The same, but no more than a bound in all. */
  Fees atMost(BigInteger bound) {
    return new Fees(kind, tip.min(bound), most.min(bound));
  }

  private static BigInteger raised(BigInteger value, int permille) {
    BigInteger more = value.multiply(BigInteger.valueOf(permille)).divide(THOUSAND);
    return value.add(more).add(BigInteger.ONE);
  }

  @Override
  public String toString() {
    return kind == Kind.LEGACY
        ? "%s wei".formatted(most)
        : "%s wei at most, tip %s".formatted(most, tip);
  }
}
