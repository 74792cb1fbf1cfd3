package io.infera.dispatcher;

import io.infera.dispatcher.domain.AdmissionRules;
import io.infera.dispatcher.domain.Assigner;
import io.infera.dispatcher.domain.Beacon;
import io.infera.dispatcher.domain.InFlight;
import io.infera.dispatcher.domain.MemoryRules;
import io.infera.dispatcher.domain.MixedBeacon;
import io.infera.dispatcher.stream.DispatchConfig;
import io.infera.dispatcher.stream.DispatchMetrics;
import io.infera.dispatcher.stream.DispatchParts;
import io.infera.dispatcher.stream.DispatchTopology;
import io.infera.dispatcher.stream.JobRoute;
import io.infera.dispatcher.stream.Till;
import io.infera.runtime.Health;
import io.infera.runtime.ServiceEndpoint;
import io.infera.runtime.SettingsException;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.RegistryUnavailableException;
import io.infera.schemas.serde.SchemaRegistry;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The dispatcher process: the stream, and beside it the readers of roster and policies (where the
 * network charges, of deposits and settlements, too), the admission of nodes and the ticker. The
 * stream starts only when roster and policies are known, so that no request is judged by an empty
 * world.
 */
public final class Dispatcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final Duration DRAIN = Duration.ofSeconds(20);

  private final DispatcherSettings settings;
  private final Clients clients;
  private final Deque<AutoCloseable> open = new ConcurrentLinkedDeque<>();
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final ServiceEndpoint endpoint;
  private volatile String waitingFor = "starting";
  private final List<LogFollower> followers = new CopyOnWriteArrayList<>();
  private volatile boolean following;
  private volatile KafkaStreams streams;
  private volatile boolean failed;
  private volatile boolean closing;

  /** Listens for health checks; does nothing else before {@link #start}. */
  public Dispatcher(DispatcherSettings settings) {
    this.settings = settings;
    this.clients = new Clients(settings);
    this.endpoint =
        opened(
            ServiceEndpoint.start(settings.httpHost(), settings.httpPort(), meters, this::health));
  }

  /**
   * Starts everything and returns when the stream has been started; it may take longer to be ready.
   *
   * @throws SettingsException when the cluster is not laid out as it has to be
   */
  public void start() throws InterruptedException {
    SchemaRegistry registry = opened(SchemaRegistry.connect(settings.registryUrl()));
    var serdes = new AvroSerdes(registry);
    var metrics = new DispatchMetrics(meters);
    Admin admin = opened(clients.admin());
    Producer<byte[], byte[]> producer = opened(clients.producer());
    var topics =
        new TopicKeeper(
            admin, settings.replication(), settings.maxReplyTopics(), settings.maxNodes());
    if (settings.createTopics()) {
      waitingFor = "the broker, to make the catalogue's topics";
      topics.ensureCatalogue();
    }
    topics.load();
    var deadLetters = new DeadLetters(settings.applicationId(), producer, metrics);
    NodeAccess access = access(admin);
    var roster = new RosterReader(serdes.deserializer(Topics.ROSTERS), topics, access, deadLetters);
    var policies = new PolicyReader(serdes.deserializer(Topics.MODELS), deadLetters);
    LogFollower rosters = follow(Topics.ROSTERS, "rosters", false, roster);
    LogFollower models = follow(Topics.MODELS, "models", false, policies);
    gauges(roster, policies);
    warm(registry);
    awaitCaughtUp(rosters, "the roster");
    awaitCaughtUp(models, "the models' policies");
    Till till = till(serdes, deadLetters);
    Beacon beacon = beacon(serdes, deadLetters, producer);

    startStream(
        parts(serdes, metrics, topics, roster, policies, till, beacon, partitions(producer)));
    var admission =
        new Admission(
            serdes.deserializer(Topics.REGISTRATIONS),
            new AdmissionRules(settings.networkId()),
            topics,
            access,
            deadLetters,
            meters);
    follow(Topics.REGISTRATIONS, "admission", true, admission);
    following = true;
    opened(new Ticker(opened(clients.tickProducer()), settings.tickerInterval()));
    LOG.info(
        "dispatching with {} threads, health at http://{}:{}/health",
        settings.threads(),
        settings.httpHost(),
        port());
  }

  /** Who sees to it that requests are paid; knows all deposits and settlements until now. */
  private Till till(AvroSerdes serdes, DeadLetters deadLetters) throws InterruptedException {
    if (settings.charging().isEmpty()) {
      return Till.FREE;
    }
    var cashier =
        new Cashier(
            settings.charging().get(),
            new LedgerFile(settings.dataDir().resolve("ledger.json")),
            settings.auditGrace(),
            deadLetters);
    Gauge.builder("infera.dispatcher.charges.open", cashier::open).register(meters);
    LogFollower deposits =
        follow(
            Topics.DEPOSITS,
            "deposits",
            false,
            cashier.deposits(serdes.deserializer(Topics.DEPOSITS)));
    LogFollower settlements =
        follow(
            Topics.SETTLEMENTS,
            "settlements",
            false,
            cashier.settlements(serdes.deserializer(Topics.SETTLEMENTS)));
    awaitCaughtUp(deposits, "the deposits");
    awaitCaughtUp(settlements, "the settlements");
    return cashier;
  }

  /** Made from our secrets and the chain's blocks; it does not wait for either. */
  private Beacon beacon(
      AvroSerdes serdes, DeadLetters deadLetters, Producer<byte[], byte[]> producer) {
    byte[] secret = OwnFiles.beaconSecret(settings.beaconSecret());
    var teller =
        opened(
            new SecretTeller(
                producer,
                serdes.serializer(Topics.SECRETS),
                new CommitmentFile(
                    settings
                        .beaconSecret()
                        .resolveSibling(settings.beaconSecret().getFileName() + ".committed")),
                secret,
                settings.beaconEpoch()));
    var blocks =
        new BlockReader(serdes.deserializer(Topics.BEACONS), settings.beaconEpoch(), deadLetters);
    follow(Topics.BEACONS, "beacons", false, blocks);
    teller.start();
    return new MixedBeacon(secret, settings.beaconEpoch(), blocks::upTo, teller);
  }

  private NodeAccess access(Admin admin) {
    return switch (settings.nodeAccess()) {
      case OPEN -> NodeAccess.OPEN;
      case ACL -> new AclNodeAccess(admin, settings.nodeQuota());
    };
  }

  private DispatchParts parts(
      AvroSerdes serdes,
      DispatchMetrics metrics,
      TopicKeeper topics,
      RosterReader roster,
      PolicyReader policies,
      Till till,
      Beacon beacon,
      int partitions) {
    var inFlight = new InFlight(settings.probationHold().toMillis());
    return new DispatchParts(
        new DispatchConfig(
            settings.applicationId(),
            partitions,
            settings.tick(),
            new MemoryRules(settings.auditGrace(), settings.idMemory())),
        serdes,
        new Assigner(beacon, settings.deadlines(), inFlight),
        inFlight,
        roster,
        policies,
        topics,
        () -> new KafkaLogReader(clients.reader()),
        JobRoute.topicPerNode(),
        till,
        metrics);
  }

  private void startStream(DispatchParts parts) {
    streams =
        new KafkaStreams(
            DispatchTopology.build(parts),
            clients.streams(OwnFiles.instanceId(settings.dataDir())));
    streams.setUncaughtExceptionHandler(new StreamFailures(System::currentTimeMillis));
    streams.setStateListener((now, before) -> onState(now));
    open.push(() -> streams.close(DRAIN));
    waitingFor = "the stream, to take its partitions";
    streams.start();
  }

  private void onState(KafkaStreams.State state) {
    if (state == KafkaStreams.State.ERROR || state == KafkaStreams.State.NOT_RUNNING && !closing) {
      failed = true;
      ended.countDown();
    }
  }

  /** Requests, assignments and escalations meet by partition number, so they must have as many. */
  private static int partitions(Producer<byte[], byte[]> producer) {
    int partitions = producer.partitionsFor(Topics.REQUESTS.name()).size();
    for (Topic<?> topic : List.of(Topics.ASSIGNMENTS, Topics.ESCALATIONS)) {
      int found = producer.partitionsFor(topic.name()).size();
      if (found != partitions) {
        throw new SettingsException(
            "expected "
                + topic.name()
                + " to have as many partitions as "
                + Topics.REQUESTS.name()
                + ", "
                + partitions
                + ", found "
                + found
                + "; make them equal before the network runs");
      }
    }
    return partitions;
  }

  private LogFollower follow(
      Topic<?> topic, String name, boolean committing, LogFollower.Handler handler) {
    LogFollower follower =
        opened(new LogFollower(topic.name(), clients.consumer(name), committing, handler)).start();
    followers.add(follower);
    return follower;
  }

  private void awaitCaughtUp(LogFollower follower, String what) throws InterruptedException {
    waitingFor = what;
    while (!follower.awaitCaughtUp(PATIENCE)) {
      LOG.debug("waiting for {} {}", what, follower.trouble());
    }
  }

  /** Asks the registry for the ids of what we write, so that it may be away afterwards. */
  private void warm(SchemaRegistry registry) throws InterruptedException {
    waitingFor = "the schema registry";
    for (Topic<?> topic : List.of(Topics.ASSIGNMENTS, Topics.jobs("0x"), Topics.RESPONSES)) {
      while (!isWarm(registry, topic)) {
        Thread.sleep(PATIENCE.toMillis());
      }
    }
  }

  private static boolean isWarm(SchemaRegistry registry, Topic<?> topic) {
    try {
      registry.idOf(topic.subject(), topic.schema());
      return true;
    } catch (RegistryUnavailableException e) {
      LOG.warn("waiting for the schema registry: {}", e.getMessage());
      return false;
    }
  }

  private void gauges(RosterReader roster, PolicyReader policies) {
    Gauge.builder("infera.dispatcher.roster.version", () -> roster.current().version())
        .register(meters);
    Gauge.builder("infera.dispatcher.roster.members", () -> roster.current().members())
        .register(meters);
    Gauge.builder("infera.dispatcher.models", policies::models).register(meters);
    Gauge.builder("infera.dispatcher.lag.records", this::lag)
        .description("Records that the partition which is furthest behind has not read")
        .register(meters);
  }

  /** Of all threads' consumers; none is furthest behind when nothing was fetched lately. */
  private double lag() {
    KafkaStreams stream = streams;
    return stream == null
        ? 0
        : stream.metrics().entrySet().stream()
            .filter(metric -> metric.getKey().name().equals("records-lag-max"))
            .filter(metric -> metric.getKey().group().equals("consumer-fetch-manager-metrics"))
            .mapToDouble(metric -> ((Number) metric.getValue().metricValue()).doubleValue())
            .filter(Double::isFinite)
            .max()
            .orElse(0);
  }

  /** Ready when the stream runs and what it decides by is read. */
  Health health() {
    KafkaStreams stream = streams;
    if (failed) {
      return Health.waiting("the stream has failed; see the log");
    }
    if (stream == null) {
      return Health.waiting("waiting for " + waitingFor);
    }
    for (LogFollower follower : followers) {
      if (!following || !follower.isCaughtUp()) {
        return Health.waiting("waiting for a topic to be read");
      }
      if (!follower.trouble().isEmpty()) {
        return Health.waiting(follower.trouble());
      }
    }
    KafkaStreams.State state = stream.state();
    return state == KafkaStreams.State.RUNNING
        ? Health.ready("dispatching")
        : Health.waiting("the stream is " + state);
  }

  /** The port of health and metrics. */
  public int port() {
    return endpoint.port();
  }

  /** Waits until the dispatcher has failed or is closed; false when it failed. */
  public boolean awaitEnd() throws InterruptedException {
    ended.await();
    return !failed;
  }

  private <T extends AutoCloseable> T opened(T part) {
    open.push(part);
    return part;
  }

  /** Finishes what was begun, commits, and closes everything in the reverse order. */
  @Override
  public void close() {
    closing = true;
    for (AutoCloseable part = open.poll(); part != null; part = open.poll()) {
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("while closing: {}", e.getMessage(), e);
      }
    }
    ended.countDown();
  }
}
