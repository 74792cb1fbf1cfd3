package io.infera.dispatcher.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.dispatcher.domain.Assigner;
import io.infera.dispatcher.domain.Deadlines;
import io.infera.dispatcher.domain.InFlight;
import io.infera.dispatcher.domain.MemoryRules;
import io.infera.dispatcher.domain.Roster;
import io.infera.dispatcher.domain.Samples;
import io.infera.event.Disposition;
import io.infera.event.Escalation;
import io.infera.event.InferenceRequest;
import io.infera.event.InferenceResponse;
import io.infera.event.ModelPolicy;
import io.infera.event.ReplicaJob;
import io.infera.event.RosterChange;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import io.infera.schemas.testing.InMemorySchemaRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/** The topology in a driver: records in, records out. Its clock stands until a test moves it. */
final class Dispatch implements AutoCloseable {
  static final Duration TICK = Duration.ofMillis(50);
  static final Duration AUDIT_GRACE = Duration.ofSeconds(60);

  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final List<String> replyTopics = new ArrayList<>();
  Roster roster = Roster.EMPTY;
  final Map<String, ModelPolicy> policies = new HashMap<>();
  Supplier<Boolean> replyTopicAllowed = () -> true;

  private final InMemorySchemaRegistry registryServer;
  private final boolean ownRegistry;
  private final SchemaRegistry registry;
  private final AvroSerdes serdes;
  private final FakeLog log;
  private final Topology topology;
  private final TopologyTestDriver driver;
  private final Map<String, TestInputTopic<byte[], byte[]>> inputs = new HashMap<>();
  private Instant now;

  Dispatch(int partitions) {
    this(partitions, new FakeLog(), Samples.NOW, InMemorySchemaRegistry.start(), true);
  }

  /**
   * A dispatcher that starts where others have run.
   *
   * @param log what was written before; what comes in is added
   */
  Dispatch(FakeLog log, Instant now, InMemorySchemaRegistry registryServer) {
    this(1, log, now, registryServer, false);
  }

  private Dispatch(
      int partitions,
      FakeLog log,
      Instant now,
      InMemorySchemaRegistry registryServer,
      boolean ownRegistry) {
    this.log = log;
    this.now = now;
    this.registryServer = registryServer;
    this.ownRegistry = ownRegistry;
    this.registry = SchemaRegistry.connect(registryServer.url());
    this.serdes = new AvroSerdes(registry);
    policies.put(Samples.MODEL, Samples.policy());
    var inFlight = new InFlight(1_000);
    var config =
        new DispatchConfig(
            "dispatcher-test",
            partitions,
            TICK,
            new MemoryRules(AUDIT_GRACE, Duration.ofMinutes(10)));
    var parts =
        new DispatchParts(
            config,
            serdes,
            new Assigner(Samples.BEACON, Deadlines.DEFAULT, inFlight),
            inFlight,
            () -> roster,
            new Policies(),
            this::ensureReplyTopic,
            () -> log,
            JobRoute.topicPerNode(),
            Till.FREE,
            new DispatchMetrics(meters));
    var properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "dispatcher-test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
    topology = DispatchTopology.build(parts);
    driver = new TopologyTestDriver(topology, properties, now);
    for (var topic : List.of(Topics.REQUESTS, Topics.ASSIGNMENTS, Topics.ESCALATIONS)) {
      inputs.put(
          topic.name(),
          driver.createInputTopic(
              topic.name(), new ByteArraySerializer(), new ByteArraySerializer()));
    }
  }

  /** A partition's dispatcher with this many nodes, numbered from 1. */
  static Dispatch withNodes(int count) {
    var dispatch = new Dispatch(1);
    for (int n = 1; n <= count; n++) {
      dispatch.change(Samples.node(n));
    }
    return dispatch;
  }

  private final class Policies implements PolicyView {
    @Override
    public ModelPolicy current(String modelId) {
      return policies.get(modelId);
    }

    @Override
    public ModelPolicy version(String modelId, int version) {
      return policies.get(modelId);
    }

    @Override
    public Collection<ModelPolicy> all() {
      return policies.values();
    }
  }

  private boolean ensureReplyTopic(String requester) {
    if (replyTopicAllowed.get()) {
      replyTopics.add(requester);
      return true;
    }
    return false;
  }

  void change(RosterChange.Builder change) {
    roster = roster.after(change.build(), roster.version());
  }

  void request(InferenceRequest request) {
    pipe(Topics.REQUESTS, RequestKey.of(request).toString(), request);
  }

  void request(InferenceRequest.Builder request) {
    request(request.build());
  }

  void escalate(Escalation escalation) {
    pipe(Topics.ESCALATIONS, RequestKey.of(escalation).toString(), escalation);
  }

  void assign(Disposition disposition) {
    pipe(Topics.ASSIGNMENTS, RequestKey.of(disposition).toString(), disposition);
  }

  <T extends SpecificRecord> void pipe(Topic<T> topic, String key, T value) {
    pipe(topic, key == null ? null : key.getBytes(UTF_8), bytes(topic, value));
  }

  /** Any bytes as the body of a topic's record. */
  void pipeHostile(Topic<?> topic, byte[] body) {
    int id = registryServer.register(topic.subject(), topic.schema().toString());
    byte[] value = ByteBuffer.allocate(5 + body.length).put((byte) 0).putInt(id).put(body).array();
    pipe(topic, "key".getBytes(UTF_8), value);
  }

  void pipe(Topic<?> topic, byte[] key, byte[] value) {
    log.append(topic.name(), now.toEpochMilli(), value);
    inputs.get(topic.name()).pipeInput(new TestRecord<>(key, value, now));
  }

  /** Appends a request that the dispatcher has not come to yet. */
  void appendUnread(InferenceRequest request) {
    log.append(Topics.REQUESTS.name(), now.toEpochMilli(), bytes(Topics.REQUESTS, request));
  }

  /** A record as it is written. */
  <T extends SpecificRecord> byte[] bytes(Topic<T> topic, T value) {
    return serdes.serializer(topic).serialize(topic.name(), value);
  }

  /** Lets time pass, a tick at a time. */
  void advance(Duration by) {
    Instant end = now.plus(by);
    while (now.isBefore(end)) {
      Duration step =
          Duration.between(now, end).compareTo(TICK) < 0 ? Duration.between(now, end) : TICK;
      now = now.plus(step);
      driver.advanceWallClockTime(step);
    }
  }

  Topology topology() {
    return topology;
  }

  Instant now() {
    return now;
  }

  List<Disposition> dispositions() {
    return values(Topics.ASSIGNMENTS);
  }

  Disposition disposition() {
    List<Disposition> all = dispositions();
    if (all.size() != 1) {
      throw new AssertionError("expected one disposition, found " + all);
    }
    return all.get(0);
  }

  List<ReplicaJob> jobs(int... nodes) {
    var jobs = new ArrayList<ReplicaJob>();
    for (int node : nodes) {
      jobs.addAll(values(Topics.jobs(Samples.address(node))));
    }
    return jobs;
  }

  /** The jobs of nodes 1 to {@code nodes}. */
  List<ReplicaJob> allJobs(int nodes) {
    var jobs = new ArrayList<ReplicaJob>();
    for (int node = 1; node <= nodes; node++) {
      jobs.addAll(jobs(node));
    }
    return jobs;
  }

  List<InferenceResponse> responses() {
    return values(Topics.RESPONSES);
  }

  <T extends SpecificRecord> List<T> values(Topic<T> topic) {
    return read(topic.name()).stream()
        .map(record -> serdes.deserializer(topic).deserialize(topic.name(), record.value()))
        .toList();
  }

  /** What came out since it was read last. */
  List<TestRecord<byte[], byte[]>> read(String topic) {
    if (!driver.producedTopicNames().contains(topic)) {
      return List.of();
    }
    return driver
        .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList();
  }

  List<TestRecord<byte[], byte[]>> deadLetters(Topic<?> topic) {
    return read(Topics.dlq(topic.name()));
  }

  /** Every topic in which something stands that no test read. */
  List<String> unread() {
    return driver.producedTopicNames().stream()
        .filter(topic -> !topic.endsWith("-changelog"))
        .filter(topic -> !read(topic).isEmpty())
        .toList();
  }

  /** How many requests are remembered. */
  int remembered() {
    return (int) gauge("infera.dispatcher.remembered");
  }

  /** True when nothing of any request is left. */
  boolean remembersNothing() {
    try (var waiting = driver.getKeyValueStore(State.WAITING).all()) {
      return remembered() == 0 && !waiting.hasNext();
    }
  }

  double counter(String name, String... tags) {
    var counter = meters.find(name).tags(tags).counter();
    return counter == null ? 0 : counter.count();
  }

  double gauge(String name) {
    return meters.get(name).gauge().value();
  }

  @Override
  public void close() {
    driver.close();
    registry.close();
    if (ownRegistry) {
      registryServer.close();
    }
  }
}
