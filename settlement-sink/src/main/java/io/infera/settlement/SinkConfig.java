package io.infera.settlement;

import io.infera.runtime.Settings;
import io.infera.runtime.SettingsException;
import io.infera.settlement.chain.Deployment;
import io.infera.settlement.chain.EvmAddress;
import io.infera.settlement.chain.FeeSettings;
import io.infera.settlement.chain.Finality;
import io.infera.settlement.domain.BatchPolicy;
import io.infera.settlement.domain.FeePolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The sink's configuration.
 *
 * @param networkId the network's id; the contract is bound to it
 * @param kafka settings of every Kafka client
 * @param registryUrl the schema registry
 * @param httpHost where health and metrics listen
 * @param httpPort 0 for a free port
 * @param dataDir archive, journal, and the contract that was created
 * @param chain the chain
 * @param keyFiles files with the private keys of the accounts that anchor: lane i uses the one at i
 *     modulo their number, so that with as many as lanes each has its own
 * @param passwordFile file with the password of those that are keystores
 * @param contract the contract; empty to create one and remember it
 * @param contractBlock a block not after the contract's creation; 0 reads all
 * @param batch when a batch is full
 */
public record SinkConfig(
    String networkId,
    Map<String, String> kafka,
    String registryUrl,
    String httpHost,
    int httpPort,
    Path dataDir,
    Chain chain,
    List<Path> keyFiles,
    Optional<Path> passwordFile,
    Optional<EvmAddress> contract,
    long contractBlock,
    BatchPolicy batch) {
  private static final String DEPLOY = "deploy";

  /**
   * How the chain is spoken to.
   *
   * @param url JSON-RPC endpoint
   * @param id the EIP-155 chain id that it must have; empty for whatever it has
   * @param timeout of one call
   * @param poll how often to look for a new block
   * @param resendAfter how long a transaction may take before it is sent again
   * @param finality when a batch is final
   * @param fees what is paid
   */
  public record Chain(
      String url,
      OptionalLong id,
      Duration timeout,
      Duration poll,
      Duration resendAfter,
      Finality finality,
      FeePolicy fees) {}

  /** How a batch becomes final. */
  enum FinalBy {
    CONFIRMATIONS,
    FINALIZED
  }

  public SinkConfig {
    kafka = Map.copyOf(kafka);
    keyFiles = List.copyOf(keyFiles);
  }

  /**
   * Reads a configuration file.
   *
   * @throws SettingsException when a key is missing, unknown or out of range
   */
  public static SinkConfig load(Path file) {
    return of(Settings.load(file));
  }

  static SinkConfig of(Settings settings) {
    var config =
        new SinkConfig(
            settings.text("network.id"),
            settings.kafka(),
            settings.text("schema.registry.url"),
            settings.text("http.host", "127.0.0.1"),
            settings.integer("http.port", 0, 0, 65_535),
            settings.path("data.dir"),
            chain(settings),
            keyFiles(settings),
            Optional.ofNullable(settings.path("signer.password.file", null)),
            contract(settings.text("contract.address", DEPLOY)),
            settings.integer("contract.block", 0, 0, Integer.MAX_VALUE),
            new BatchPolicy(
                settings.integer("batch.max.events", 10_000, 1, 100_000),
                settings.duration("batch.max.wait", Duration.ofSeconds(1))));
    settings.rejectUnknown();
    Settings.requireBroker(config.kafka());
    return config;
  }

  private static List<Path> keyFiles(Settings settings) {
    // Asked for as a text first, so that an absent one is said to be missing.
    settings.text("signer.key.file");
    return settings.list("signer.key.file").stream().map(Path::of).toList();
  }

  private static Chain chain(Settings settings) {
    int id = settings.integer("chain.id", 0, 0, Integer.MAX_VALUE);
    var by = settings.choice("finality", FinalBy.class, FinalBy.CONFIRMATIONS);
    return new Chain(
        settings.text("chain.rpc.url"),
        id == 0 ? OptionalLong.empty() : OptionalLong.of(id),
        settings.duration("chain.timeout", Duration.ofSeconds(10)),
        settings.duration("chain.poll", Duration.ofMillis(250)),
        settings.duration("resend.after", Duration.ofSeconds(5)),
        new Finality(settings.integer("confirmations", 2, 1, 100_000), by == FinalBy.FINALIZED),
        FeeSettings.of(settings));
  }

  private static Optional<EvmAddress> contract(String text) {
    if (text.equals(DEPLOY)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new EvmAddress(text));
    } catch (IllegalArgumentException e) {
      throw new SettingsException("contract.address: " + e.getMessage() + "; or deploy");
    }
  }

  /** Where the batches are kept. */
  public Path archive() {
    return dataDir.resolve("archive");
  }

  /** Where the contract that was created is remembered. */
  public Path deploymentFile() {
    return dataDir.resolve("contract.json");
  }

  /**
   * The contract that batches are anchored in.
   *
   * @param address where it is
   * @param block a block not after its creation
   */
  public record Log(EvmAddress address, long block) {}

  /**
   * The contract that is configured, or that was created.
   *
   * @throws IllegalStateException when none was created yet
   */
  public Log log() {
    return contract
        .map(address -> new Log(address, contractBlock))
        .or(() -> Deployment.load(deploymentFile()).map(d -> new Log(d.address(), d.block())))
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no contract was created yet: " + deploymentFile() + " does not exist"));
  }
}
