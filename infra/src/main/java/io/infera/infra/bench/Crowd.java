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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
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
 * others shows without a thousand processes on the same machine. Each signs its own results. An
 * answer can be held back, which keeps that many requests open.
 *
 * <p>A crowd remembers no position and begins at the end of its topics, and answers what it can
 * read; it is no node for production.
 */
final class Crowd implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Crowd.class);

  /**
   * Between two looks at the jobs. A fetch costs the broker a little for each partition that is
   * asked for, which a real node pays once and a crowd a thousand times.
   */
  private static final Duration PACE = Duration.ofMillis(50);

  private final NodeConfig config;
  private final ServedModel served;
  private final InferenceEngine engine;
  private final Duration heldBack;
  private final Map<String, Member> members = new LinkedHashMap<>();
  private final Queue<Held> held = new ArrayDeque<>();
  private volatile Health health = Health.waiting("registering");
  private volatile boolean stopping;

  /** One node. */
  private static final class Member {
    private final Identity identity;
    private final ResultAssembler assembler;
    private long completed;
    private int open;
    private Announcer announcer;

    Member(Identity identity, ResultAssembler assembler) {
      this.identity = identity;
      this.assembler = assembler;
    }
  }

  /** A node's jobs that are answered together, not before a time. */
  private record Held(Member member, List<TakenJob> jobs, long dueNanos) {}

  Crowd(NodeConfig config, int size) {
    this.config = config;
    this.heldBack = config.model().stubServiceTime();
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
      for (Member member : members.values()) {
        JobTopic.await(config.kafka(), member.identity.address(), () -> stopping);
      }
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
      records.partitions().forEach(from -> take(from, records.records(from), reader, now));
      for (Held due = held.peek(); due != null && due.dueNanos() <= now; due = held.peek()) {
        answer(held.remove(), results);
      }
      if (now >= nextBeat) {
        members.values().forEach(Crowd::heartbeat);
        nextBeat = now + beat;
      }
    }
  }

  private void take(
      TopicPartition from,
      List<ConsumerRecord<byte[], byte[]>> records,
      Deserializer<ReplicaJob> reader,
      long now) {
    Member member = members.get(from.topic());
    List<TakenJob> jobs = new ArrayList<>(records.size());
    for (ConsumerRecord<byte[], byte[]> job : records) {
      jobs.add(new TakenJob(job.offset(), reader.deserialize(job.topic(), job.value()), now));
    }
    member.open += jobs.size();
    held.add(new Held(member, jobs, now + heldBack.toNanos()));
  }

  private void answer(Held due, Outbox.Channel<ReplicaResult> results) {
    long started = System.nanoTime();
    var outcomes = engine.run(due.jobs().stream().map(taken -> taken.job().getInput()).toList());
    List<ReplicaResult> signed =
        due.member().assembler.assemble(due.jobs(), outcomes, started, System.nanoTime());
    for (ReplicaResult result : signed) {
      results.send(RequestKey.of(result).toString(), result, () -> {});
    }
    due.member().open -= signed.size();
    due.member().completed += signed.size();
  }

  private static void heartbeat(Member member) {
    member.announcer.heartbeat(new Announcer.Load(true, false, member.open, member.completed));
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
