package io.infera.infra.bench;

import io.infera.event.ReplicaJob;
import io.infera.event.ReplicaResult;
import io.infera.event.ServedModel;
import io.infera.node.NodeConfig;
import io.infera.node.domain.InferenceEngine;
import io.infera.node.domain.ResultAssembler;
import io.infera.node.domain.TakenJob;
import io.infera.node.shell.Announcer;
import io.infera.node.shell.BrokerTime;
import io.infera.node.shell.JobTopic;
import io.infera.node.shell.Outbox;
import io.infera.node.shell.Sequence;
import io.infera.node.stub.StubEngine;
import io.infera.runtime.Health;
import io.infera.schemas.canonical.CanonicalHash;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.identity.BatchSigner;
import io.infera.schemas.identity.Identity;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Many stub nodes that share a process, a consumer and a producer: what a thousand nodes cost the
 * others shows without a thousand processes on the same machine. Each signs its own results.
 *
 * <p>A text that begins with {@value #HELD} is left alone until one is {@value #RELEASE}, which
 * keeps that many requests open. It stays in the topic meanwhile, and takes no memory here.
 *
 * <p>A crowd remembers no position and begins at the end of its topics, and answers what it can
 * read; it is no node for production.
 */
final class Crowd implements Runnable {
  /** How a text begins that is held until the release. */
  static final String HELD = "Held: ";

  /** The text that releases what is held. */
  static final String RELEASE = "Release what is held.";

  private static final Logger LOG = LoggerFactory.getLogger(Crowd.class);
  private static final long NONE = -1;

  /**
   * Between two looks at the jobs. A fetch costs the broker a little for each partition that is
   * asked for, which a real node pays once and a crowd a thousand times.
   */
  private static final Duration PACE = Duration.ofMillis(50);

  private final NodeConfig config;
  private final ServedModel served;
  private final InferenceEngine engine;
  private final Map<String, Member> members = new LinkedHashMap<>();
  private boolean released;
  private volatile Health health = Health.waiting("registering");
  private volatile boolean stopping;

  /** One node. */
  private static final class Member {
    private final Identity identity;
    private final ResultAssembler assembler;
    private long completed;
    private Announcer announcer;

    /** Offset of the first job that is held. */
    private long held = NONE;

    /** Offset below which all jobs but those held are answered. */
    private long answered = NONE;

    Member(Identity identity, ResultAssembler assembler) {
      this.identity = identity;
      this.assembler = assembler;
    }
  }

  Crowd(NodeConfig config, int size) {
    this.config = config;
    this.served = StubEngine.served(config.model().stubModelId(), config.model().stubDimension());
    this.engine = new StubEngine(config.model().stubDimension(), Duration.ZERO);
    byte[] secret = Identity.loadOrCreate(config.keyFile()).privateKey();
    for (int i = 0; i < size; i++) {
      Identity identity =
          Identity.ofPrivateKey(
              CanonicalHash.of("infera/crowd/v1").bytes(secret).int32(i).finish().bytes());
      var signer = new BatchSigner(config.networkId(), identity);
      var assembler = new ResultAssembler(config.networkId(), identity.address(), served, signer);
      members.put(Topics.jobs(identity.address()).name(), new Member(identity, assembler));
    }
  }

  Health health() {
    return health;
  }

  void stop() {
    stopping = true;
  }

  @Override
  public void run() {
    try (var registry = SchemaRegistry.connect(config.registryUrl());
        var outbox = new Outbox(config.kafka(), new AvroSerdes(registry), this::fail);
        var consumer =
            new KafkaConsumer<>(
                consumerSettings(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      announce(outbox);
      List<String> nodeIds =
          members.values().stream().map(member -> member.identity.address()).toList();
      JobTopic.await(config.kafka(), nodeIds, () -> stopping);
      work(outbox, consumer, new AvroSerdes(registry));
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private void announce(Outbox outbox) {
    Clock clock = Clock.systemUTC();
    Sequence sequence = Sequence.load(config.sequenceFile(), clock.millis());
    var time = new BrokerTime(System::nanoTime);
    for (Member member : members.values()) {
      member.announcer = new Announcer(config, member.identity, clock, sequence, time, outbox);
      member.announcer.register(served, engine.device());
    }
    outbox.flush();
  }

  private void work(Outbox outbox, KafkaConsumer<byte[], byte[]> consumer, AvroSerdes serdes) {
    consumer.assign(members.keySet().stream().map(topic -> new TopicPartition(topic, 0)).toList());
    consumer.seekToEnd(List.of());
    var results = outbox.channel(Topics.RESULTS);
    Deserializer<ReplicaJob> reader =
        serdes.deserializer(Topics.jobs(members.values().iterator().next().identity.address()));
    long beat = config.heartbeatInterval().toNanos();
    long nextBeat = System.nanoTime();
    health = Health.ready(members.size() + " nodes");
    LOG.info("{} nodes take jobs", members.size());
    while (!stopping) {
      LockSupport.parkNanos(PACE.toNanos());
      var records = consumer.poll(Duration.ZERO);
      long now = System.nanoTime();
      boolean before = released;
      for (TopicPartition from : records.partitions()) {
        Member member = members.get(from.topic());
        answer(member, take(member, records.records(from), reader, now), results);
      }
      if (released && !before) {
        members.forEach((topic, member) -> rewind(consumer, new TopicPartition(topic, 0), member));
      }
      if (now >= nextBeat) {
        members.values().forEach(Crowd::heartbeat);
        nextBeat = now + beat;
      }
    }
  }

  /** The jobs to be answered now. */
  private List<TakenJob> take(
      Member member,
      List<ConsumerRecord<byte[], byte[]>> records,
      Deserializer<ReplicaJob> reader,
      long now) {
    List<TakenJob> jobs = new ArrayList<>(records.size());
    for (ConsumerRecord<byte[], byte[]> record : records) {
      ReplicaJob job = reader.deserialize(record.topic(), record.value());
      boolean held = job.getInput().getText().startsWith(HELD);
      if (held && !released) {
        member.held = member.held == NONE ? record.offset() : member.held;
      } else if (held || record.offset() >= member.answered) {
        released |= job.getInput().getText().equals(RELEASE);
        jobs.add(new TakenJob(record.offset(), job, now));
      }
    }
    return jobs;
  }

  /** Has a member read again what it held. */
  private static void rewind(KafkaConsumer<?, ?> consumer, TopicPartition jobs, Member member) {
    if (member.held != NONE) {
      member.answered = consumer.position(jobs);
      consumer.seek(jobs, member.held);
    }
  }

  private void answer(Member member, List<TakenJob> jobs, Outbox.Channel<ReplicaResult> results) {
    if (jobs.isEmpty()) {
      return;
    }
    long started = System.nanoTime();
    var outcomes = engine.run(jobs.stream().map(taken -> taken.job().getInput()).toList());
    List<ReplicaResult> signed =
        member.assembler.assemble(jobs, outcomes, started, System.nanoTime());
    for (ReplicaResult result : signed) {
      results.send(RequestKey.of(result).toString(), result, () -> {});
    }
    member.completed += signed.size();
  }

  private static void heartbeat(Member member) {
    member.announcer.heartbeat(new Announcer.Load(true, false, 0, member.completed));
  }

  private void fail(Throwable cause) {
    LOG.error("The crowd stops", cause);
    health = Health.waiting("stopped: " + cause);
    stopping = true;
  }

  private Map<String, Object> consumerSettings() {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
    settings.putAll(config.kafka());
    return settings;
  }
}
