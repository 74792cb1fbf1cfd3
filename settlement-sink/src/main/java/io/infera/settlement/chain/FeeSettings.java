package io.infera.settlement.chain;

import io.infera.runtime.Settings;
import io.infera.settlement.domain.FeePolicy;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A fee policy as configurations say it: {@code fee.pricing}, {@code tip.gwei}, {@code
 * fee.bump.percent} and {@code fee.max.gwei}.
 */
public final class FeeSettings {
  private static final int GWEI_DECIMALS = 9;
  private static final double MOST_GWEI = 1_000_000;
  private static final int PERMILLE_PER_PERCENT = 10;
  private static final double LEAST_BUMP_PERCENT =
      (double) FeePolicy.LEAST_BUMP_PERMILLE / PERMILLE_PER_PERCENT;

  private FeeSettings() {}

  /**
   * Reads it.
   *
   * @throws io.infera.runtime.SettingsException when a value is out of range
   */
  public static FeePolicy of(Settings settings) {
    double tip = settings.decimal("tip.gwei", 1, 0, MOST_GWEI);
    double bump = settings.decimal("fee.bump.percent", LEAST_BUMP_PERCENT, LEAST_BUMP_PERCENT, 100);
    return new FeePolicy(
        settings.choice("fee.pricing", FeePolicy.Pricing.class, FeePolicy.Pricing.AUTO),
        wei(tip),
        (int) Math.ceil(bump * PERMILLE_PER_PERCENT),
        wei(settings.decimal("fee.max.gwei", 1_000, tip, MOST_GWEI)));
  }

  private static BigInteger wei(double gwei) {
    return BigDecimal.valueOf(gwei).movePointRight(GWEI_DECIMALS).toBigInteger();
  }
}
