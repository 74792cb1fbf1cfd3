package io.infera.node.shell;

import io.infera.event.ReplicaJob;
import io.infera.node.domain.Admission;
import io.infera.node.domain.JobGate;
import io.infera.node.domain.OffsetLedger;
import io.infera.node.domain.TakenJob;
import io.infera.node.shell.NodeMetrics.JobEnd;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.catalog.Tick;
import io.infera.schemas.serde.RegistryUnavailableException;
import io.infera.schemas.serde.UndecodableException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the node's job topic: hands jobs on, keeps the position, takes no more than the node can
 * hold. The position is committed only up to records whose results the broker has acknowledged, so
 * a node that is killed loses nothing.
 *
 * <p>One thread calls it, except {@link #settled}.
 */
public final class JobIntake {
  private static final Logger LOG = LoggerFactory.getLogger(JobIntake.class);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration REGISTRY_RETRY = Duration.ofSeconds(1);

  /** Who receives what was read. */
  public interface Receiver {
    /** A job to be run. */
    void run(TakenJob job);

    /** A job to be answered with an error. */
    void refuse(TakenJob job, String error);

    /** A record that cannot be read. */
    void bury(ConsumerRecord<byte[], byte[]> origin, Throwable cause);
  }

  private final Consumer<byte[], byte[]> consumer;
  private final TopicPartition partition;
  private final Deserializer<ReplicaJob> deserializer;
  private final JobGate gate;
  private final Receiver receiver;
  private final NodeMetrics metrics;
  private final InstantSource time;
  private final int limit;
  private final long commitNanos;

  private final OffsetLedger ledger = new OffsetLedger();
  private final Queue<Long> settled = new ConcurrentLinkedQueue<>();
  private long lastCommit = System.nanoTime();
  private boolean paused;

  /** Reads one partition from its committed position. */
  public JobIntake(
      Consumer<byte[], byte[]> consumer,
      TopicPartition partition,
      Deserializer<ReplicaJob> deserializer,
      JobGate gate,
      Receiver receiver,
      NodeMetrics metrics,
      InstantSource time,
      int limit,
      Duration commitInterval) {
    this.consumer = consumer;
    this.partition = partition;
    this.deserializer = deserializer;
    this.gate = gate;
    this.receiver = receiver;
    this.metrics = metrics;
    this.time = time;
    this.limit = limit;
    this.commitNanos = commitInterval.toNanos();
    consumer.assign(List.of(partition));
  }

  /** Notes that a record needs nothing more; may be called from any thread. */
  public void settled(long offset) {
    settled.add(offset);
  }

  /** Reads what there is, and commits when it is time. */
  public void step() {
    for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
      ledger.taken(message.offset());
      accept(message);
    }
    settle();
    throttle();
    if (System.nanoTime() - lastCommit >= commitNanos) {
      lastCommit = System.nanoTime();
      ledger.advance().ifPresent(next -> consumer.commitAsync(position(next), this::committed));
    }
  }

  /** The offset behind the last job that is in the topic now. */
  public long end() {
    return consumer.endOffsets(List.of(partition)).get(partition);
  }

  /** True when every record before this offset has been taken and settled. */
  public boolean finished(long end) {
    settle();
    return ledger.open() == 0 && consumer.position(partition) >= end;
  }

  /** Records taken and not settled. */
  public int open() {
    return ledger.open();
  }

  /** Commits the position and waits for the broker to know it. */
  public void commit() {
    settle();
    long next = ledger.position();
    if (next >= 0) {
      consumer.commitSync(position(next));
    }
  }

  private void accept(ConsumerRecord<byte[], byte[]> message) {
    if (Tick.is(message.key(), message.value())) {
      settled.add(message.offset());
      return;
    }
    ReplicaJob job;
    try {
      job = decode(message);
    } catch (UndecodableException | IllegalArgumentException e) {
      LOG.warn(
          "Record at offset {} of {} is no job and goes to the dead letters: {}",
          message.offset(),
          partition,
          e.getMessage());
      metrics.ended(JobEnd.UNDECODABLE);
      receiver.bury(message, e);
      return;
    }
    admit(new TakenJob(message.offset(), job, System.nanoTime()));
  }

  private void admit(TakenJob taken) {
    Admission admission = gate.admit(taken.job(), time.instant());
    if (admission instanceof Admission.Run) {
      receiver.run(taken);
    } else if (admission instanceof Admission.Refuse refuse) {
      receiver.refuse(taken, refuse.error());
    } else if (admission instanceof Admission.Skip skip) {
      LOG.info("Job at offset {} is passed over: {}", taken.offset(), skip.detail());
      metrics.ended(skip.reason() == Admission.Reason.EXPIRED ? JobEnd.EXPIRED : JobEnd.MISROUTED);
      settled.add(taken.offset());
    }
  }

  private ReplicaJob decode(ConsumerRecord<byte[], byte[]> message) {
    ReplicaJob job = deserialize(message);
    if (job == null) {
      throw new IllegalArgumentException("expected a job, found a record without a value");
    }
    RequestKey.of(job);
    return job;
  }

  private ReplicaJob deserialize(ConsumerRecord<byte[], byte[]> message) {
    while (true) {
      try {
        return deserializer.deserialize(message.topic(), message.value());
      } catch (RegistryUnavailableException e) {
        LOG.warn("Waiting for the schema registry: {}", e.getMessage());
        Pause.of(REGISTRY_RETRY);
      }
    }
  }

  private void settle() {
    for (Long offset = settled.poll(); offset != null; offset = settled.poll()) {
      ledger.settled(offset);
    }
  }

  private void throttle() {
    if (!paused && ledger.open() >= limit) {
      consumer.pause(List.of(partition));
      paused = true;
    } else if (paused && ledger.open() <= limit / 2) {
      consumer.resume(List.of(partition));
      paused = false;
    }
  }

  private void committed(Map<TopicPartition, OffsetAndMetadata> offsets, Exception error) {
    if (error != null) {
      LOG.warn("Position {} is not committed yet: {}", offsets, error.toString());
    }
  }

  private Map<TopicPartition, OffsetAndMetadata> position(long next) {
    return Map.of(partition, new OffsetAndMetadata(next));
  }
}
