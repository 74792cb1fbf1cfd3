package io.infera.infra.attester;

import io.infera.runtime.Settings;
import io.infera.runtime.SettingsException;
import io.infera.settlement.chain.EvmAddress;
import io.infera.verification.PolicySettings;
import io.infera.verification.domain.judge.JudgeRules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * An attester's configuration.
 *
 * @param networkId the network's id
 * @param kafka settings of every Kafka client
 * @param registryUrl the schema registry
 * @param httpHost where health and metrics listen
 * @param httpPort 0 for a free port
 * @param dataDir where it keeps its place in the log
 * @param keyFile file with the key that it signs with
 * @param rules by which it judges: those of the network's verification
 * @param chain the chain
 * @param patience how long a request that ended here is awaited in a lane
 */
public record AttesterConfig(
    String networkId,
    Map<String, String> kafka,
    String registryUrl,
    String httpHost,
    int httpPort,
    Path dataDir,
    Path keyFile,
    JudgeRules rules,
    Chain chain,
    Duration patience) {
  /**
   * How the chain is asked.
   *
   * @param url JSON-RPC endpoint
   * @param contract the SettlementLog
   * @param timeout of one call
   * @param poll how often
   * @param confirmations blocks under which a batch is anchored for good
   */
  public record Chain(
      String url, EvmAddress contract, Duration timeout, Duration poll, int confirmations) {}

  public AttesterConfig {
    kafka = Map.copyOf(kafka);
  }

  /**
   * Reads a configuration file.
   *
   * @throws SettingsException when a key is missing, unknown or out of range
   */
  public static AttesterConfig load(Path file) {
    return of(Settings.load(file));
  }

  static AttesterConfig of(Settings settings) {
    String networkId = settings.text("network.id");
    var config =
        new AttesterConfig(
            networkId,
            settings.kafka(),
            settings.text("schema.registry.url"),
            settings.text("http.host", "127.0.0.1"),
            settings.integer("http.port", 0, 0, 65_535),
            settings.path("data.dir"),
            settings.path("key.file"),
            PolicySettings.judge(settings, networkId),
            chain(settings),
            settings.duration("patience", Duration.ofHours(24)));
    settings.rejectUnknown();
    Settings.requireBroker(config.kafka());
    return config;
  }

  private static Chain chain(Settings settings) {
    return new Chain(
        settings.text("chain.rpc.url"),
        contract(settings.text("contract.address")),
        settings.duration("chain.timeout", Duration.ofSeconds(10)),
        settings.duration("chain.poll", Duration.ofSeconds(1)),
        settings.integer("confirmations", 64, 1, 100_000));
  }

  private static EvmAddress contract(String text) {
    try {
      return new EvmAddress(text);
    } catch (IllegalArgumentException e) {
      throw new SettingsException("contract.address: " + e.getMessage());
    }
  }
}
