package io.infera.settlement.domain.rewards;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;

/** Shares out an amount by weight, to the last unit. */
final class Shares {
  private Shares() {}

  /**
   * Each one's share: what its weights' running sum makes of the amount, less what the sum before
   * it makes. So the shares add up to the amount, and each is off by less than one unit.
   *
   * @param amount at least 0
   * @param weights in a fixed order, each at least 0
   * @return in the same order; nothing for anybody when all weights are 0
   */
  static Map<String, BigInteger> of(BigInteger amount, Map<String, BigInteger> weights) {
    BigInteger whole = weights.values().stream().reduce(BigInteger.ZERO, BigInteger::add);
    var shares = new LinkedHashMap<String, BigInteger>();
    if (whole.signum() == 0) {
      return shares;
    }
    BigInteger sum = BigInteger.ZERO;
    BigInteger given = BigInteger.ZERO;
    for (Map.Entry<String, BigInteger> one : weights.entrySet()) {
      sum = sum.add(one.getValue());
      BigInteger until = amount.multiply(sum).divide(whole);
      shares.put(one.getKey(), until.subtract(given));
      given = until;
    }
    return shares;
  }
}
