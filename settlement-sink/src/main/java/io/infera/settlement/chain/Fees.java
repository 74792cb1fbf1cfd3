package io.infera.settlement.chain;

import java.math.BigInteger;

/**
 * What a transaction offers for a unit of gas (EIP-1559).
 *
 * @param tip for whoever makes the block, in wei
 * @param most at most in all, in wei; at least the tip
 */
record Fees(BigInteger tip, BigInteger most) {
  private static final BigInteger TWO = BigInteger.TWO;
  private static final BigInteger EIGHT = BigInteger.valueOf(8);

  Fees {
    if (tip.signum() < 0 || most.compareTo(tip) < 0) {
      throw new IllegalArgumentException("expected 0 <= tip <= most, found " + tip + ", " + most);
    }
  }

  /** Enough while the base fee does not double. */
  static Fees above(BigInteger baseFee, BigInteger tip) {
    return new Fees(tip, baseFee.multiply(TWO).add(tip));
  }

  /**
   * An eighth more of both and one wei: what nodes ask for before they replace a waiting
   * transaction.
   */
  Fees raised() {
    return new Fees(raised(tip), raised(most));
  }

  /** The higher of the two, one by one. */
  Fees max(Fees other) {
    return new Fees(tip.max(other.tip), most.max(other.most));
  }

  private static BigInteger raised(BigInteger value) {
    return value.add(value.divide(EIGHT)).add(BigInteger.ONE);
  }
}
