package io.infera.ingest;

import io.infera.schemas.identity.Identity;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** Collects what a {@link RequestProducer} needs; {@link #build} names what is missing. */
public final class RequestProducerBuilder {
  /** The model that ships with the network. */
  public static final String DEFAULT_MODEL = "all-minilm-l6-v2";

  private String bootstrapServers;
  private String schemaRegistry;
  private Identity identity;
  private String modelId = DEFAULT_MODEL;
  private int replicas = 3;
  private Duration deadline = Duration.ofSeconds(30);
  private Duration grace = Duration.ofSeconds(10);
  private int maxInFlight = 1_000;
  private int memory = 20_000;
  private boolean ownReplyTopic;
  private boolean resuming;
  private Duration connectTimeout = Duration.ofSeconds(10);
  private Map<String, String> kafka = Map.of();
  private Payment payment;
  private ConflictListener conflicts = (second, first) -> {};
  private InstantSource clock = InstantSource.system();

  RequestProducerBuilder() {}

  /** Where Kafka is, {@code host:port[,host:port]}. Required. */
  public RequestProducerBuilder bootstrapServers(String servers) {
    this.bootstrapServers = servers;
    return this;
  }

  /** URL of a Confluent-compatible schema registry. Required. */
  public RequestProducerBuilder schemaRegistry(String url) {
    this.schemaRegistry = url;
    return this;
  }

  /** Who asks. Required, or {@link #keyFile}. */
  public RequestProducerBuilder identity(Identity requester) {
    this.identity = requester;
    return this;
  }

  /** Who asks, by a key file, which is made if it does not exist. */
  public RequestProducerBuilder keyFile(Path file) {
    return identity(Identity.loadOrCreate(file));
  }

  /** Which model, unless a request says otherwise; {@value #DEFAULT_MODEL} by default. */
  public RequestProducerBuilder modelId(String model) {
    this.modelId = model;
    return this;
  }

  /** How many independent nodes shall answer, at least 3; 3 by default. */
  public RequestProducerBuilder replicas(int count) {
    this.replicas = count;
    return this;
  }

  /**
   * How long the network has to answer a request, from when there is room for it; 30 s by default.
   */
  public RequestProducerBuilder deadline(Duration time) {
    this.deadline = time;
    return this;
  }

  /** How long after its deadline a request's answer is waited for; 10 s by default. */
  public RequestProducerBuilder grace(Duration time) {
    this.grace = time;
    return this;
  }

  /**
   * Most requests in flight at once, 1,000 by default; {@code submit} blocks while there are that
   * many.
   */
  public RequestProducerBuilder maxInFlight(int requests) {
    this.maxInFlight = requests;
    return this;
  }

  /**
   * How many answers are remembered to tell repetitions from conflicts, 20,000 by default. An
   * answer that was handed out costs about 200 bytes, one that nobody has asked for yet the size of
   * its vector more.
   */
  public RequestProducerBuilder memory(int answers) {
    this.memory = answers;
    return this;
  }

  /** Answers come in {@code infera.responses.<requester>}, which only this requester may read. */
  public RequestProducerBuilder ownReplyTopic() {
    return ownReplyTopic(true);
  }

  public RequestProducerBuilder ownReplyTopic(boolean own) {
    this.ownReplyTopic = own;
    return this;
  }

  /**
   * Reads the reply topic from its beginning and not from its end, so that ids which an earlier
   * process submitted, and whose answer it did not live to see, get their answer when they are
   * submitted again. Reaches as far back as the topic's retention and, counted in answers to this
   * requester, as {@link #memory}.
   */
  public RequestProducerBuilder resuming(boolean fromBeginning) {
    this.resuming = fromBeginning;
    return this;
  }

  /** How long {@link #build} waits for broker and registry; 10 s by default. */
  public RequestProducerBuilder connectTimeout(Duration time) {
    this.connectTimeout = time;
    return this;
  }

  /** Further settings for both Kafka clients, for instance {@code security.protocol}. */
  public RequestProducerBuilder kafka(Map<String, String> settings) {
    this.kafka = settings;
    return this;
  }

  /** Signs requests and what may be debited for them, for a network that charges. */
  public RequestProducerBuilder payment(Payment how) {
    this.payment = how;
    return this;
  }

  /** Is told of conflicting answers, beside the log and {@link RequestProducer#statistics}. */
  public RequestProducerBuilder onConflict(ConflictListener listener) {
    this.conflicts = listener;
    return this;
  }

  RequestProducerBuilder clock(InstantSource source) {
    this.clock = source;
    return this;
  }

  /**
   * Connects and builds.
   *
   * @throws IllegalStateException when a property is missing or out of range; the message names it
   * @throws NotConnectedException when broker, registry or the topic of requests is not there in
   *     time
   */
  public RequestProducer build() {
    return Connector.connect(settings());
  }

  ProducerSettings settings() {
    return new ProducerSettings(
        bootstrapServers,
        schemaRegistry,
        identity,
        modelId,
        replicas,
        deadline,
        grace,
        maxInFlight,
        memory,
        ownReplyTopic,
        resuming,
        connectTimeout,
        kafka,
        Optional.ofNullable(payment),
        conflicts,
        clock);
  }
}
