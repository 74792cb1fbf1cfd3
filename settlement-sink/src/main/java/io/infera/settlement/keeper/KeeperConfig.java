package io.infera.settlement.keeper;

import io.infera.runtime.Settings;
import io.infera.runtime.SettingsException;
import io.infera.settlement.chain.FeeSettings;
import io.infera.settlement.domain.FeePolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The keeper's configuration.
 *
 * @param networkId the network's id
 * @param kafka settings of its Kafka clients
 * @param registryUrl the schema registry
 * @param httpHost where health and metrics listen
 * @param httpPort 0 for a free port
 * @param dataDir its copy of the archive, and the epochs that it has found active
 * @param chainUrl JSON-RPC endpoint
 * @param timeout of one call
 * @param resendAfter how long a transaction may take before it is sent again
 * @param fees what we are willing to pay for gas
 * @param pause between two looks
 * @param window reorganisation.window; how many blocks one is expected to replace at most
 * @param confirmations blocks from an event's to the head, both counted, until it counts
 * @param epoch how long after an epoch was posted the next one is, where the key may post
 * @param contracts the file that the deployment wrote
 * @param keyFile file with the private key that pays for gas
 * @param passwordFile the key's password, where it is a keystore
 */
public record KeeperConfig(
    String networkId,
    Map<String, String> kafka,
    String registryUrl,
    String httpHost,
    int httpPort,
    Path dataDir,
    String chainUrl,
    Duration timeout,
    Duration resendAfter,
    FeePolicy fees,
    Duration pause,
    int window,
    int confirmations,
    Duration epoch,
    Path contracts,
    Path keyFile,
    Optional<Path> passwordFile) {
  public KeeperConfig {
    kafka = Map.copyOf(kafka);
  }

  /**
   * Reads a configuration.
   *
   * @throws SettingsException when a key is missing, unknown or out of range
   */
  public static KeeperConfig of(Settings settings) {
    var config =
        new KeeperConfig(
            settings.text("network.id"),
            settings.kafka(),
            settings.text("schema.registry.url"),
            settings.text("http.host", "127.0.0.1"),
            settings.integer("http.port", 0, 0, 65_535),
            settings.path("data.dir"),
            settings.text("chain.rpc.url"),
            settings.duration("chain.timeout", Duration.ofSeconds(10)),
            settings.duration("resend.after", Duration.ofSeconds(10)),
            FeeSettings.of(settings),
            settings.duration("keeper.pause", Duration.ofMillis(500)),
            settings.integer("reorganisation.window", 64, 1, 100_000),
            settings.integer("confirmations", 2, 1, 100_000),
            settings.duration("epoch.length", Duration.ofHours(1)),
            settings.path("deployment.file"),
            settings.path("signer.key.file"),
            Optional.ofNullable(settings.path("signer.password.file", null)));
    settings.rejectUnknown();
    Settings.requireBroker(config.kafka());
    return config;
  }

  /** Its copy of the archive. */
  public Path archive() {
    return dataDir.resolve("archive");
  }

  /** The epochs that it has found active. */
  public Path epochs() {
    return dataDir.resolve("epochs");
  }
}
