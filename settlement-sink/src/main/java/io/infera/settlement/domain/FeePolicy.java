package io.infera.settlement.domain;

import java.math.BigInteger;
import java.util.Objects;
import java.util.Optional;

/**
 * What we are willing to pay for a unit of gas.
 *
 * @param pricing how it is said
 * @param tip for whoever makes the block, in wei; unused where there is but one price
 * @param bumpPermille how much more to offer, in thousandths, for a transaction that takes too
 *     long; at least 125, since nodes replace a waiting transaction only for an eighth more
 * @param most never more than this in all, in wei
 */
public record FeePolicy(Pricing pricing, BigInteger tip, int bumpPermille, BigInteger most) {
  /** An eighth: what nodes ask for before they replace a waiting transaction. */
  public static final int LEAST_BUMP_PERMILLE = 125;

  /** By EIP-1559 where the chain has it, a tip of 1 gwei, and at most 1000 gwei in all. */
  public static final FeePolicy USUAL =
      new FeePolicy(
          Pricing.AUTO, BigInteger.TEN.pow(9), LEAST_BUMP_PERMILLE, BigInteger.TEN.pow(12));

  /** How a transaction says what it offers. */
  public enum Pricing {
    /** By EIP-1559 where blocks have a base fee, else with one price. */
    AUTO,
    /** A tip and a bound. */
    EIP1559,
    /** One price, which the node suggests. */
    LEGACY
  }

  public FeePolicy {
    Objects.requireNonNull(pricing, "pricing");
    if (bumpPermille < LEAST_BUMP_PERMILLE) {
      throw new IllegalArgumentException(
          "a bump is at least %d thousandths, found %d"
              .formatted(LEAST_BUMP_PERMILLE, bumpPermille));
    }
    if (tip.signum() < 0 || most.compareTo(tip) < 0) {
      throw new IllegalArgumentException(
          "expected 0 <= tip <= most, found tip %s and most %s".formatted(tip, most));
    }
  }

  /** Whether to offer one price on a chain whose last block has this base fee, or none. */
  public boolean legacy(Optional<BigInteger> baseFee) {
    return pricing == Pricing.LEGACY || pricing == Pricing.AUTO && baseFee.isEmpty();
  }

  /** What to offer by EIP-1559. */
  public Fees above(BigInteger baseFee) {
    return Fees.above(baseFee, tip).atMost(most);
  }

  /** What to offer where there is one price. */
  public Fees at(BigInteger suggested) {
    return Fees.at(suggested).atMost(most);
  }

  /**
   * What to offer instead of what was not enough.
   *
   * @param now what would be offered now for the first time
   * @return empty when it would be more than we are willing to pay
   */
  public Optional<Fees> instead(Fees before, Fees now) {
    Fees raised = before.raised(bumpPermille).max(now);
    return raised.most().compareTo(most) <= 0 ? Optional.of(raised) : Optional.empty();
  }
}
