package io.infera.settlement.commands;

import io.infera.runtime.Settings;
import io.infera.settlement.chain.FeeSettings;
import io.infera.settlement.domain.FeePolicy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/**
 * What a command offers for gas, and how deep its transaction must be. Names, units and ranges are
 * those of the services' configurations.
 */
final class FeeOptions {
  private static final int MOST_CONFIRMATIONS = 100_000;

  @Option(
      names = "--fee.pricing",
      paramLabel = "PRICING",
      description = {
        "eip1559, legacy (one price, which the node suggests), or auto: by what blocks say (default: auto)."
      })
  private String pricing;

  @Option(
      names = "--tip.gwei",
      paramLabel = "GWEI",
      description = "For whoever makes the block, by EIP-1559 (default: 1).")
  private String tip;

  @Option(
      names = "--fee.max.gwei",
      paramLabel = "GWEI",
      description = "Never offer more for a unit of gas, tip included (default: 1000).")
  private String most;

  @Option(
      names = "--fee.bump.percent",
      paramLabel = "PERCENT",
      description =
          "How much more to offer when it takes too long, from 12.5 to 100 (default: 12.5).")
  private String bump;

  @Option(
      names = "--resend.after",
      paramLabel = "TIME",
      description = "How long it may take until it is sent again, for more (default: 30s).")
  private String resendAfter;

  @Option(
      names = "--confirmations",
      paramLabel = "N",
      description = {
        "Blocks to wait for, the transaction's own counted, 1 or more (default: 1). What a reorganisation takes out",
        "meanwhile is sent again."
      })
  private String confirmations;

  /**
   * What is paid.
   *
   * @throws io.infera.runtime.SettingsException when a value is out of range
   */
  FeePolicy policy() {
    return FeeSettings.of(settings());
  }

  Duration resendAfter() {
    return settings().duration("resend.after", Duration.ofSeconds(30));
  }

  int confirmations() {
    return settings().integer("confirmations", 1, 1, MOST_CONFIRMATIONS);
  }

  private Settings settings() {
    Map<String, String> given = new HashMap<>();
    given.put("fee.pricing", pricing);
    given.put("tip.gwei", tip);
    given.put("fee.max.gwei", most);
    given.put("fee.bump.percent", bump);
    given.put("resend.after", resendAfter);
    given.put("confirmations", confirmations);
    given.values().removeIf(value -> value == null);
    return Settings.of(given);
  }
}
