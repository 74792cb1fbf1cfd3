package io.infera.settlement.economy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.runtime.Settings;
import io.infera.runtime.SettingsException;
import io.infera.settlement.chain.FeeSettings;
import io.infera.settlement.domain.FeePolicy;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The configuration of a deployment.
 *
 * @param networkId the network's id; the contracts are bound to it
 * @param url the chain's JSON-RPC endpoint
 * @param timeout of one call
 * @param resendAfter how long a transaction may take before it is sent again
 * @param fees what is paid
 * @param keyFile file with the deployer's private key
 * @param file where the addresses are written
 * @param economy what the contracts are created with
 */
public record DeploymentConfig(
    String networkId,
    String url,
    Duration timeout,
    Duration resendAfter,
    FeePolicy fees,
    Path keyFile,
    Path file,
    EconomySettings economy) {
  /** A network's id stands in one word of the EVM, with its length. */
  private static final int LONGEST_NETWORK_ID = 31;

  public DeploymentConfig {
    if (networkId.getBytes(UTF_8).length > LONGEST_NETWORK_ID) {
      throw new SettingsException(
          "network.id should have at most %d bytes, found '%s'"
              .formatted(LONGEST_NETWORK_ID, networkId));
    }
  }

  /**
   * Reads a configuration.
   *
   * @throws SettingsException when a key is missing, unknown or out of range
   */
  public static DeploymentConfig of(Settings settings) {
    var config =
        new DeploymentConfig(
            settings.text("network.id"),
            settings.text("chain.rpc.url"),
            settings.duration("chain.timeout", Duration.ofSeconds(10)),
            settings.duration("resend.after", Duration.ofSeconds(30)),
            FeeSettings.of(settings),
            settings.path("deployer.key.file"),
            settings.path("deployment.file"),
            EconomySettings.of(settings));
    settings.rejectUnknown();
    return config;
  }
}
