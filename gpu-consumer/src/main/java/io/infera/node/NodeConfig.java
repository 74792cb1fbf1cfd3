package io.infera.node;

import io.infera.node.djl.DeviceChoice;
import io.infera.node.domain.BatchPolicy;
import io.infera.runtime.Settings;
import io.infera.runtime.SettingsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A node's configuration.
 *
 * @param networkId the network that signatures are bound to
 * @param kafka what every Kafka client is given, {@code bootstrap.servers} among it
 * @param registryUrl the schema registry
 * @param httpHost where health and metrics listen
 * @param httpPort their port; 0 for a free one
 * @param keyFile the node's private key, made on first start
 * @param sequenceFile from where the numbers of its announcements go on after a restart
 * @param operator EVM address of who runs the node; empty for the node's own
 * @param pools private pools it belongs to
 * @param region where it stands
 * @param model what runs the jobs
 * @param batch how jobs are gathered
 * @param queueLimit jobs taken and unanswered at which no more are taken
 * @param heartbeatInterval between two heartbeats
 * @param commitInterval between two commits of the position
 * @param expiredGrace how long after its deadline a job is still done: longer than deadlines wait
 *     behind an outage of the broker
 * @param drainTimeout how long a node that is told to stop works on
 */
public record NodeConfig(
    String networkId,
    Map<String, String> kafka,
    String registryUrl,
    String httpHost,
    int httpPort,
    Path keyFile,
    Path sequenceFile,
    String operator,
    List<String> pools,
    String region,
    ModelConfig model,
    BatchPolicy batch,
    int queueLimit,
    Duration heartbeatInterval,
    Duration commitInterval,
    Duration expiredGrace,
    Duration drainTimeout) {

  /** Engines that a node can be configured with. */
  public enum EngineKind {
    /** all-MiniLM-L6-v2 on libtorch. */
    MINILM,
    /** No model; for benchmarks. */
    STUB
  }

  /**
   * What runs the jobs.
   *
   * @param engine which engine
   * @param directory where prepared model files lie; nodes of one machine may share it
   * @param device where it runs
   * @param threads threads that one operation may use. One by default: the threads of an operation
   *     wait for each other at every layer, so the second adds less than its share, and a machine
   *     that runs several nodes has better use for it.
   * @param stubModelId the stub's model
   * @param stubDimension components of the stub's vectors
   * @param stubServiceTime how long the stub takes for each job
   */
  public record ModelConfig(
      EngineKind engine,
      Path directory,
      DeviceChoice device,
      int threads,
      String stubModelId,
      int stubDimension,
      Duration stubServiceTime) {

    static ModelConfig from(Settings settings, Path dataDir) {
      return new ModelConfig(
          settings.choice("engine", EngineKind.class, EngineKind.MINILM),
          settings.path("model.dir", dataDir.resolve("models")),
          settings.choice("device", DeviceChoice.class, DeviceChoice.AUTO),
          settings.integer("threads", 1, 1, 1024),
          settings.text("stub.model.id", "stub"),
          settings.integer("stub.dimension", 384, 1, 65_536),
          settings.duration("stub.service.time", Duration.ZERO));
    }

    ModelConfig withDevice(DeviceChoice choice) {
      return new ModelConfig(
          engine, directory, choice, threads, stubModelId, stubDimension, stubServiceTime);
    }
  }

  public NodeConfig {
    Objects.requireNonNull(networkId, "networkId");
    kafka = Map.copyOf(kafka);
    pools = List.copyOf(pools);
    if (queueLimit < batch.maxSize()) {
      throw new SettingsException(
          "queue.limit=%d holds no batch of batch.size=%d".formatted(queueLimit, batch.maxSize()));
    }
  }

  /**
   * Reads a configuration file.
   *
   * @throws io.infera.runtime.SettingsException when a key is missing, unknown or out of range
   */
  public static NodeConfig load(Path file) {
    return from(Settings.load(file));
  }

  static NodeConfig from(Settings settings) {
    Path dataDir = settings.path("data.dir", Path.of("data"));
    Map<String, String> kafka = new HashMap<>(settings.kafka());
    kafka.put("bootstrap.servers", settings.text("kafka.bootstrap.servers"));
    NodeConfig config =
        new NodeConfig(
            settings.text("network.id"),
            kafka,
            settings.text("schema.registry.url"),
            settings.text("http.host", "127.0.0.1"),
            settings.integer("http.port", 0, 0, 65_535),
            settings.path("key.file", dataDir.resolve("node.key")),
            settings.path("sequence.file", dataDir.resolve("node.sequence")),
            settings.text("operator", ""),
            settings.list("pools"),
            settings.text("region", ""),
            ModelConfig.from(settings, dataDir),
            new BatchPolicy(
                settings.integer("batch.size", 32, 1, 4096),
                settings.duration("batch.wait", Duration.ofMillis(5))),
            settings.integer("queue.limit", 256, 1, 100_000),
            settings.duration("heartbeat.interval", Duration.ofSeconds(1)),
            settings.duration("commit.interval", Duration.ofMillis(200)),
            settings.duration("expired.grace", Duration.ofSeconds(90)),
            settings.duration("drain.timeout", Duration.ofSeconds(20)));
    settings.rejectUnknown();
    return config;
  }

  NodeConfig withDevice(DeviceChoice choice) {
    return new NodeConfig(
        networkId,
        kafka,
        registryUrl,
        httpHost,
        httpPort,
        keyFile,
        sequenceFile,
        operator,
        pools,
        region,
        model.withDevice(choice),
        batch,
        queueLimit,
        heartbeatInterval,
        commitInterval,
        expiredGrace,
        drainTimeout);
  }
}
