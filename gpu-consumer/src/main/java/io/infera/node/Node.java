package io.infera.node;

import io.infera.event.ReplicaJob;
import io.infera.event.ServedModel;
import io.infera.node.domain.InferenceEngine;
import io.infera.node.domain.JobGate;
import io.infera.node.domain.ResultAssembler;
import io.infera.node.domain.TakenJob;
import io.infera.node.shell.Announcer;
import io.infera.node.shell.BatchLoop;
import io.infera.node.shell.BrokerTime;
import io.infera.node.shell.JobIntake;
import io.infera.node.shell.JobTopic;
import io.infera.node.shell.NodeMetrics;
import io.infera.node.shell.Outbox;
import io.infera.node.shell.Sequence;
import io.infera.node.shell.Worker;
import io.infera.runtime.Health;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.identity.BatchSigner;
import io.infera.schemas.identity.Identity;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node of the market: announces itself, waits to be admitted, and from then on turns the jobs
 * of its topic into signed results.
 *
 * <p>Three threads: the caller's reads jobs and commits, one runs batches, one gives heartbeats. A
 * job is committed when the broker has its result, so whatever ends the process, each job is
 * answered at least once; an answer given twice is the same, and counts once. What cannot be
 * written, result or dead letter, stops the node: to go on would be to lose it.
 */
public final class Node implements JobIntake.Receiver {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);
  private static final String APPLICATION = "gpu-consumer";

  private final NodeConfig config;
  private final Identity identity;
  private final ServedModel served;
  private final InferenceEngine engine;
  private final NodeMetrics metrics;
  private final Clock clock = Clock.systemUTC();
  private final BrokerTime brokerTime = new BrokerTime(System::nanoTime);
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final AtomicReference<Health> health =
      new AtomicReference<>(Health.waiting("not started"));
  private final AtomicLong completed = new AtomicLong();
  private volatile boolean draining;
  private volatile int inFlight;

  private Outbox outbox;
  private Announcer announcer;
  private Worker worker;
  private BatchLoop loop;
  private JobIntake intake;

  /**
   * @param identity the node's key
   * @param served what the node attests to serve; jobs for anything else are refused
   * @param engine what runs the jobs; the node does not close it
   * @param meters where the node counts
   */
  public Node(
      NodeConfig config,
      Identity identity,
      ServedModel served,
      InferenceEngine engine,
      MeterRegistry meters) {
    this.config = config;
    this.identity = identity;
    this.served = served;
    this.engine = engine;
    this.metrics = new NodeMetrics(meters);
    metrics.gauge("infera.node.queue", "Jobs that wait for a batch", () -> queued());
    metrics.gauge("infera.node.in.flight", "Jobs taken and not yet answered", () -> inFlight);
  }

  /** Whether it takes jobs, and what it waits for if not. */
  public Health health() {
    return health.get();
  }

  /** Tells the node to finish what it has and end; returns at once. */
  public void drain() {
    draining = true;
  }

  /**
   * Works until {@link #drain}.
   *
   * @throws IllegalStateException when something could not be written; the jobs concerned are not
   *     committed, and a restart does them again
   */
  public void run() {
    try (var registry = SchemaRegistry.connect(config.registryUrl());
        var box = new Outbox(config.kafka(), new AvroSerdes(registry), this::fail)) {
      outbox = box;
      var sequence = Sequence.load(config.sequenceFile(), clock.millis());
      announcer = new Announcer(config, identity, clock, sequence, brokerTime, box);
      announce();
      if (admitted()) {
        work(new AvroSerdes(registry));
      }
    } finally {
      health.set(Health.waiting("ended"));
    }
    if (failure.get() != null) {
      throw new IllegalStateException("The node stopped: " + failure.get(), failure.get());
    }
  }

  @Override
  public void run(TakenJob job) {
    loop.add(job);
  }

  @Override
  public void refuse(TakenJob job, String error) {
    worker.refuse(job, error);
  }

  @Override
  public void bury(ConsumerRecord<byte[], byte[]> origin, Throwable cause) {
    outbox.bury(APPLICATION, origin, cause, () -> intake.settled(origin.offset()));
  }

  private void announce() {
    InferenceEngine.Device device = engine.device();
    health.set(Health.waiting("registering"));
    announcer.register(served, device);
    LOG.info(
        "Node {} serves {} on {} ({}, {})",
        identity.address(),
        served.getModelId(),
        device.kind(),
        device.name(),
        device.engine());
  }

  private boolean admitted() {
    health.set(Health.waiting("waiting to be admitted: no topic " + jobs().name() + " yet"));
    return JobTopic.await(config.kafka(), List.of(identity.address()), () -> draining || failed());
  }

  private void work(AvroSerdes serdes) {
    var signer = new BatchSigner(config.networkId(), identity);
    var assembler = new ResultAssembler(config.networkId(), identity.address(), served, signer);
    worker = new Worker(engine, assembler, outbox.channel(Topics.RESULTS), metrics, this::stored);
    loop = new BatchLoop(config.batch(), worker, (thrown, batch) -> fail(thrown));
    try (var consumer =
        new KafkaConsumer<>(
            consumerSettings(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      intake =
          new JobIntake(
              consumer,
              new TopicPartition(jobs().name(), 0),
              serdes.deserializer(jobs()),
              new JobGate(identity.address(), served, config.expiredGrace()),
              this,
              metrics,
              brokerTime,
              config.queueLimit(),
              config.commitInterval());
      Thread batches = new Thread(loop, "node-batches");
      batches.start();
      ScheduledExecutorService heartbeats = heartbeats();
      health.set(Health.ready("serving " + served.getModelId()));
      LOG.info("Admitted; taking jobs from {}", jobs().name());
      try {
        takeJobs();
        finish();
      } finally {
        loop.stop();
        heartbeats.shutdownNow();
        join(batches);
      }
    }
  }

  private void takeJobs() {
    while (!draining && !failed()) {
      step();
    }
  }

  /** Does what stands in the topic when the node is told to stop, for as long as it may take. */
  private void finish() {
    if (failed()) {
      return;
    }
    health.set(Health.waiting("draining"));
    beat();
    long end = intake.end();
    long deadline = System.nanoTime() + config.drainTimeout().toNanos();
    LOG.info("Draining: {} jobs in hand", intake.open());
    while (!intake.finished(end) && !failed() && System.nanoTime() < deadline) {
      step();
    }
    outbox.flush();
    intake.commit();
    LOG.info("Drained: {} jobs answered, {} left to a restart", completed.get(), intake.open());
  }

  private void step() {
    intake.step();
    inFlight = intake.open();
  }

  private void stored(long offset) {
    completed.incrementAndGet();
    intake.settled(offset);
  }

  private ScheduledExecutorService heartbeats() {
    var executor =
        Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "node-heartbeats"));
    long millis = config.heartbeatInterval().toMillis();
    executor.scheduleAtFixedRate(this::beat, 0, millis, TimeUnit.MILLISECONDS);
    return executor;
  }

  private void beat() {
    try {
      announcer.heartbeat(new Announcer.Load(true, draining, inFlight, completed.get()));
    } catch (RuntimeException e) {
      LOG.warn("A heartbeat could not be sent: {}", e.toString());
    }
  }

  private int queued() {
    return loop == null ? 0 : loop.queued();
  }

  private void fail(Throwable cause) {
    if (failure.compareAndSet(null, cause)) {
      LOG.error("The node stops", cause);
    }
  }

  private boolean failed() {
    return failure.get() != null;
  }

  private Topic<ReplicaJob> jobs() {
    return Topics.jobs(identity.address());
  }

  private Map<String, Object> consumerSettings() {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, "node-" + identity.address());
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, config.batch().maxSize());
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 4 << 20);
    settings.putAll(config.kafka());
    return settings;
  }

  private static void join(Thread thread) {
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
