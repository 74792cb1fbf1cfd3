package io.infera.verification;

import io.infera.runtime.Settings;
import io.infera.verification.domain.judge.JudgeRules;
import io.infera.verification.domain.reputation.ReputationPolicy;
import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What the job is told. Read from the same keys whether it runs locally or on a cluster.
 *
 * @param networkId {@code network.id}, bound into signatures; infera-local
 * @param kafka {@code kafka.*}, passed to every Kafka client; {@code kafka.bootstrap.servers} must
 *     be there
 * @param registryUrl {@code schema.registry.url}
 * @param groupId {@code group.id}, under which positions are reported; verification
 * @param startFrom {@code start.from}, where reading begins without a checkpoint; earliest
 * @param parallelism {@code parallelism} of the job, 1 to 128; 0 leaves it to the cluster; 1
 * @param checkpointInterval {@code checkpoint.interval}; a settlement becomes visible with the
 *     checkpoint that covers it, so this is most of its latency; 1s, because state is small.
 *     Answers do not wait for it
 * @param stateBackend {@code state.backend}: heap (57 against 79 microseconds a request) or
 *     rocksdb, when state exceeds memory; heap
 * @param checkpointDir {@code checkpoint.dir}, a URI; empty leaves it to the cluster
 * @param transactionalIdPrefix {@code settlements.transactional.id.prefix}; one running job only
 *     may use it; infera-settlements
 * @param transactionTimeout {@code settlements.transaction.timeout}: the longest outage between a
 *     checkpoint and its commit that loses no settlement, at most the broker's
 *     transaction.max.timeout.ms (15 min); 10m
 * @param topicsPatience {@code topics.patience}: how long the start waits for missing topics; 30s
 * @param rules {@code judge.*}, {@code roster.*}, {@code backstop.nodes}, {@code reputation.*},
 *     {@code staking.required} and {@code epoch.length} as given; read by {@link PolicySettings}
 */
public record VerificationParameters(
    String networkId,
    Map<String, String> kafka,
    String registryUrl,
    String groupId,
    StartFrom startFrom,
    int parallelism,
    Duration checkpointInterval,
    StateBackend stateBackend,
    String checkpointDir,
    String transactionalIdPrefix,
    Duration transactionTimeout,
    Duration topicsPatience,
    Map<String, String> rules)
    implements Serializable {

  /** Where reading begins when there is no checkpoint to continue from. */
  public enum StartFrom {
    EARLIEST,
    COMMITTED,
    LATEST
  }

  /** Where keyed state lives. */
  public enum StateBackend {
    HEAP("hashmap"),
    ROCKSDB("rocksdb");

    private final String flinkName;

    StateBackend(String flinkName) {
      this.flinkName = flinkName;
    }

    /** Its name in Flink's configuration. */
    public String flinkName() {
      return flinkName;
    }
  }

  private static final Duration LONGEST_TRANSACTION = Duration.ofMinutes(15);

  public VerificationParameters {
    Objects.requireNonNull(networkId, "network.id");
    kafka = Map.copyOf(kafka);
    rules = Map.copyOf(rules);
    if (!kafka.containsKey("bootstrap.servers")) {
      throw new IllegalArgumentException(
          "kafka.bootstrap.servers is missing; expected for instance 127.0.0.1:9092");
    }
    between(
        "checkpoint.interval", checkpointInterval, Duration.ofMillis(50), Duration.ofMinutes(10));
    between(
        "settlements.transaction.timeout",
        transactionTimeout,
        checkpointInterval.multipliedBy(2),
        LONGEST_TRANSACTION);
    PolicySettings.check(rules, networkId);
  }

  /** Reads all keys of the job; the caller rejects unknown ones after reading its own. */
  public static VerificationParameters read(Settings settings) {
    return new VerificationParameters(
        settings.text("network.id", "infera-local"),
        settings.kafka(),
        settings.text("schema.registry.url"),
        settings.text("group.id", "verification"),
        settings.choice("start.from", StartFrom.class, StartFrom.EARLIEST),
        settings.integer("parallelism", 1, 0, 128),
        settings.duration("checkpoint.interval", Duration.ofSeconds(1)),
        settings.choice("state.backend", StateBackend.class, StateBackend.HEAP),
        settings.text("checkpoint.dir", ""),
        settings.text("settlements.transactional.id.prefix", "infera-settlements"),
        settings.duration("settlements.transaction.timeout", Duration.ofMinutes(10)),
        settings.duration("topics.patience", Duration.ofSeconds(30)),
        PolicySettings.given(settings));
  }

  public String bootstrapServers() {
    return kafka.get("bootstrap.servers");
  }

  public JudgeRules judgeRules() {
    return PolicySettings.judge(Settings.of(rules), networkId);
  }

  public ReputationPolicy reputationPolicy() {
    return PolicySettings.reputation(Settings.of(rules), networkId);
  }

  /** The same with checkpoints at another place. */
  public VerificationParameters withCheckpointDir(String uri) {
    return new VerificationParameters(
        networkId,
        kafka,
        registryUrl,
        groupId,
        startFrom,
        parallelism,
        checkpointInterval,
        stateBackend,
        uri,
        transactionalIdPrefix,
        transactionTimeout,
        topicsPatience,
        rules);
  }

  /** The settings of a Kafka client, with the given ones on top of the configured. */
  public Map<String, String> kafkaWith(Map<String, String> own) {
    var merged = new TreeMap<>(kafka);
    merged.putAll(own);
    return merged;
  }

  private static void between(String key, Duration found, Duration least, Duration most) {
    if (found.compareTo(least) < 0 || found.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          key
              + " should be from "
              + least.toMillis()
              + "ms to "
              + most.toMillis()
              + "ms, found "
              + found.toMillis()
              + "ms");
    }
  }
}
