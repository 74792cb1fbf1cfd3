package io.infera.dispatcher;

import io.infera.dispatcher.domain.ChargeTerms;
import io.infera.dispatcher.domain.Deadlines;
import io.infera.runtime.Settings;
import io.infera.runtime.SettingsException;
import io.infera.schemas.catalog.AccessRules;
import io.infera.schemas.catalog.Quota;
import io.infera.schemas.payment.Escrow;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The dispatcher's configuration, one component a key of its properties file.
 *
 * @param networkId network.id, bound into signatures
 * @param kafka all keys behind kafka., for every client
 * @param registryUrl schema.registry.url
 * @param httpHost http.host of health and metrics
 * @param httpPort http.port; 0 for a free one
 * @param dataDir data.dir, for state, the beacon's secret and this instance's id
 * @param applicationId application.id: consumer group and prefix of changelogs; one for all
 *     instances of a network
 * @param threads streams.threads, each a partition or more
 * @param commitInterval streams.commit.interval; at most this much is read again after a crash
 * @param linger streams.linger; how long an outgoing batch may wait
 * @param createTopics topics.create: make the catalogue's topics where they are missing
 * @param replication topics.replication of what this process creates
 * @param maxReplyTopics reply.topics.max; a requester that wants one more is refused
 * @param maxNodes admission.nodes.max; a node beyond is not admitted
 * @param nodeAccess node.access: open where the cluster lets everybody do everything, acl to give
 *     and take each node's rights
 * @param nodeQuota node.quota.produce and node.quota.consume, bytes a second of each broker, and
 *     node.quota.requests, percent of one of its threads; set with the rights
 * @param beaconSecret beacon.secret.file; made when it is missing
 * @param beaconEpoch beacon.epoch; how long a beacon is in force
 * @param deadlines deadline.reserve and attempt.shortest
 * @param probationHold probation.hold; how long a bounded node's job counts as in flight
 * @param tick dispatch.tick; how often waiting requests are looked at
 * @param auditGrace audit.grace; how long after its deadline a request's input is kept
 * @param idMemory id.memory; how long the id of a request for an unknown model is remembered
 * @param charging charging.required, and if so charging.chain.id, charging.escrow,
 *     charging.authorisation.margin, charging.gateway and charging.watcher; empty when nothing is
 *     charged
 * @param tickerInterval ticker.interval, at most 1 s; how often time is written into the ticked
 *     topics
 */
public record DispatcherSettings(
    String networkId,
    Map<String, String> kafka,
    String registryUrl,
    String httpHost,
    int httpPort,
    Path dataDir,
    String applicationId,
    int threads,
    Duration commitInterval,
    Duration linger,
    boolean createTopics,
    short replication,
    int maxReplyTopics,
    int maxNodes,
    NodeAccess.Kind nodeAccess,
    Quota nodeQuota,
    Path beaconSecret,
    Duration beaconEpoch,
    Deadlines deadlines,
    Duration probationHold,
    Duration tick,
    Duration auditGrace,
    Duration idMemory,
    Optional<ChargeTerms> charging,
    Duration tickerInterval) {

  /** What {@code --help} shows. */
  static final String EXAMPLE =
      """
      network.id = infera-local
      kafka.bootstrap.servers = 127.0.0.1:9092
      schema.registry.url = http://127.0.0.1:8081
      data.dir = /var/lib/infera/dispatcher
      http.port = 9101
      streams.threads = 2
      """;

  /** Verification takes a gap of twice this length for an outage, over which time stands still. */
  private static final Duration LONGEST_TICKER_INTERVAL = Duration.ofSeconds(1);

  /**
   * A result of 384 floats is some 2 KiB, so this is 8,000 results a second: what nodes with a
   * model do is a small part of it, and six stub nodes in the benchmark stay below. A job is no
   * larger than the longest text, and as many come in as results go out.
   */
  private static final long QUOTA_BYTES = 16 << 20;

  /** One thread of the broker, beside those that serve everybody else. */
  private static final double QUOTA_PERCENT = 100;

  private static final int MOST_PERCENT = 10_000;

  public DispatcherSettings {
    kafka = Map.copyOf(kafka);
    if (tickerInterval.toMillis() < 1 || tickerInterval.compareTo(LONGEST_TICKER_INTERVAL) > 0) {
      throw new SettingsException(
          "ticker.interval: expected from 1ms to 1s, found "
              + tickerInterval.toMillis()
              + "ms; deadlines would never pass");
    }
  }

  private static Optional<ChargeTerms> charging(Settings settings) {
    boolean required = settings.flag("charging.required", false);
    int chain = settings.integer("charging.chain.id", 0, 0, Integer.MAX_VALUE);
    String escrow = settings.text("charging.escrow", "");
    Duration margin = settings.duration("charging.authorisation.margin", Duration.ofDays(2));
    String gateway = settings.text("charging.gateway", "");
    String watcher = settings.text("charging.watcher", "");
    if (!required) {
      return Optional.empty();
    }
    if (gateway.isEmpty() != watcher.isEmpty()) {
      throw new SettingsException(
          "charging.gateway and charging.watcher should be given together: the contract that asks, and who brings its questions");
    }
    try {
      return Optional.of(
          new ChargeTerms(
              settings.text("network.id"),
              new Escrow(chain, escrow),
              margin,
              gateway.isEmpty()
                  ? Optional.empty()
                  : Optional.of(new ChargeTerms.Gateway(gateway, watcher))));
    } catch (IllegalArgumentException e) {
      throw new SettingsException(
          "charging.required needs charging.chain.id and charging.escrow: " + e.getMessage());
    }
  }

  private static Quota quota(Settings settings) {
    return new Quota(
        settings.bytes("node.quota.produce", QUOTA_BYTES),
        settings.bytes("node.quota.consume", QUOTA_BYTES),
        settings.decimal("node.quota.requests", QUOTA_PERCENT, 1, MOST_PERCENT));
  }

  /**
   * Reads every key, and refuses keys that it does not know.
   *
   * @throws io.infera.runtime.SettingsException when a key is missing, unknown or out of bounds
   */
  public static DispatcherSettings from(Settings settings) {
    settings.text("kafka.bootstrap.servers");
    Path dataDir = settings.path("data.dir");
    var read =
        new DispatcherSettings(
            settings.text("network.id"),
            settings.kafka(),
            settings.text("schema.registry.url"),
            settings.text("http.host", "127.0.0.1"),
            settings.integer("http.port", 0, 0, 65_535),
            dataDir,
            settings.text("application.id", AccessRules.DISPATCHER_GROUP),
            settings.integer("streams.threads", 1, 1, 256),
            settings.duration("streams.commit.interval", Duration.ofSeconds(1)),
            settings.duration("streams.linger", Duration.ofMillis(2)),
            settings.flag("topics.create", true),
            (short) settings.integer("topics.replication", -1, -1, 9),
            settings.integer("reply.topics.max", 1_000, 0, 1_000_000),
            settings.integer("admission.nodes.max", 2_000, 1, 1_000_000),
            settings.choice("node.access", NodeAccess.Kind.class, NodeAccess.Kind.OPEN),
            quota(settings),
            settings.path("beacon.secret.file", dataDir.resolve("beacon.secret")),
            settings.duration("beacon.epoch", Duration.ofHours(1)),
            new Deadlines(
                settings.duration("deadline.reserve", Deadlines.DEFAULT.reserve()),
                settings.duration("attempt.shortest", Deadlines.DEFAULT.shortest())),
            settings.duration("probation.hold", Duration.ofSeconds(1)),
            settings.duration("dispatch.tick", Duration.ofMillis(50)),
            settings.duration("audit.grace", Duration.ofMinutes(1)),
            settings.duration("id.memory", Duration.ofMinutes(10)),
            charging(settings),
            settings.duration("ticker.interval", Duration.ofMillis(100)));
    settings.rejectUnknown();
    return read;
  }
}
