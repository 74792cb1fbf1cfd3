package io.infera.settlement.watch;

import io.infera.runtime.Settings;
import io.infera.runtime.SettingsException;
import io.infera.settlement.watch.domain.BeaconRule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The watcher's configuration.
 *
 * @param networkId the network's id
 * @param kafka settings of its Kafka client
 * @param registryUrl the schema registry
 * @param httpHost where health and metrics listen
 * @param httpPort 0 for a free port
 * @param dataDir its book
 * @param chainUrl JSON-RPC endpoint
 * @param timeout of one call
 * @param poll how often to look for a new block
 * @param confirmations blocks from an event's to the head, both counted, until it counts
 * @param contracts the file that the deployment wrote
 * @param keyFile file with the key that signs contracts' questions; empty to bring none signed
 * @param beacons which blocks draws are made from; the dispatcher's beacon.epoch must be the same
 */
public record WatcherConfig(
    String networkId,
    Map<String, String> kafka,
    String registryUrl,
    String httpHost,
    int httpPort,
    Path dataDir,
    String chainUrl,
    Duration timeout,
    Duration poll,
    int confirmations,
    Path contracts,
    Optional<Path> keyFile,
    BeaconRule beacons) {
  private static final Duration SHORTEST_EPOCH = Duration.ofSeconds(1);

  public WatcherConfig {
    kafka = Map.copyOf(kafka);
  }

  /**
   * Reads a configuration.
   *
   * @throws SettingsException when a key is missing, unknown or out of range
   */
  public static WatcherConfig of(Settings settings) {
    Duration epoch = settings.duration("beacon.epoch", Duration.ofHours(1));
    if (epoch.compareTo(SHORTEST_EPOCH) < 0) {
      throw new SettingsException("beacon.epoch should be at least 1s, found " + epoch);
    }
    var config =
        new WatcherConfig(
            settings.text("network.id"),
            settings.kafka(),
            settings.text("schema.registry.url"),
            settings.text("http.host", "127.0.0.1"),
            settings.integer("http.port", 0, 0, 65_535),
            settings.path("data.dir"),
            settings.text("chain.rpc.url"),
            settings.duration("chain.timeout", Duration.ofSeconds(10)),
            settings.duration("chain.poll", Duration.ofMillis(250)),
            settings.integer("confirmations", 2, 1, 100_000),
            settings.path("deployment.file"),
            Optional.ofNullable(settings.path("key.file", null)),
            new BeaconRule(epoch));
    settings.rejectUnknown();
    Settings.requireBroker(config.kafka());
    return config;
  }
}
