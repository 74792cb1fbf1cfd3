package io.infera.infra.bench;

import io.infera.event.InferenceResponse;
import io.infera.infra.local.LocalNetwork;
import io.infera.ingest.RequestProducer;
import io.infera.ingest.domain.Latencies;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** Asks a network for texts through the library that everybody uses. */
final class LoadDriver implements AutoCloseable {
  static final String MODEL = "stub";

  /**
   * Longer than any backlog: what is measured is rate and latency, not the deadline. And no longer,
   * since the network remembers what has ended until its deadline has passed.
   */
  private static final Duration DEADLINE = Duration.ofMinutes(1);

  private static final int LEAST_MEMORY = 20_000;
  private static final double NANOS = 1e9;

  private final RequestProducer producer;
  private Running held;

  LoadDriver(LocalNetwork network, Map<String, String> kafka, int inFlight) {
    this(network, kafka, inFlight, DEADLINE);
  }

  /**
   * @param settings of its Kafka clients
   * @param deadline how long the network has for each request
   */
  LoadDriver(LocalNetwork network, Map<String, String> settings, int inFlight, Duration deadline) {
    var kafka = new HashMap<>(network.layout().kafka(network.requester()));
    kafka.putAll(settings);
    producer =
        network
            .producer()
            .kafka(kafka)
            .modelId(MODEL)
            .deadline(deadline)
            .maxInFlight(inFlight)
            .memory(Math.max(LEAST_MEMORY, inFlight))
            .build();
  }

  /** As fast as it goes: the next request as soon as there is room in flight. */
  LoadResult closedLoop(int requests) throws InterruptedException {
    var load = new Running(requests);
    for (int i = 0; i < requests; i++) {
      long meant = System.nanoTime();
      ask(text(i), answered -> Math.max(0, (answered - meant) / 1_000), load);
    }
    return load.await();
  }

  /** Sends so many that a crowd leaves open until {@link #release}. */
  void hold(int requests) throws InterruptedException {
    held = new Running(requests);
    for (int i = 0; i < requests; i++) {
      ask(Crowd.HELD + text(i), answered -> 0, held);
    }
  }

  /** Has what is held answered, and waits for it. */
  LoadResult release() throws InterruptedException {
    var release = new Running(1);
    ask(Crowd.RELEASE, answered -> 0, release);
    release.await();
    return held.await();
  }

  /** At a rate, however long answers take; latency counts from when a request was due. */
  LoadResult openLoop(int requests, double perSecond) throws InterruptedException {
    var load = new Running(requests);
    var schedule = new Schedule(load.began, perSecond);
    for (int i = 0; i < requests; i++) {
      int index = i;
      awaitNanoTime(schedule.intendedNanos(index));
      ask(text(index), answered -> schedule.latencyMicros(index, answered), load);
    }
    return load.await();
  }

  private static String text(int index) {
    return "Text " + index + " of a benchmark, about as long as a sentence usually is.";
  }

  private void ask(String text, Clock clock, Running load) throws InterruptedException {
    producer
        .submit(text)
        .whenComplete(
            (answer, failure) -> load.ended(answer, clock.latencyMicros(System.nanoTime())));
  }

  private static void awaitNanoTime(long due) throws InterruptedException {
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }

  /** Makes a latency out of when the answer came. */
  private interface Clock {
    long latencyMicros(long answeredNanos);
  }

  /** One load. The producer calls back on one thread, one answer after the other. */
  private static final class Running {
    private final long began = System.nanoTime();
    private final CountDownLatch open;
    private final TreeMap<String, Integer> byStatus = new TreeMap<>();
    private final Latencies latencies = new Latencies();
    private long last;

    private Running(int requests) {
      open = new CountDownLatch(requests);
    }

    private void ended(InferenceResponse answer, long micros) {
      byStatus.merge(
          answer == null ? LoadResult.NO_ANSWER : answer.getStatus().name(), 1, Integer::sum);
      latencies.add(micros);
      last = System.nanoTime();
      open.countDown();
    }

    private LoadResult await() throws InterruptedException {
      open.await();
      return new LoadResult(byStatus, (last - began) / NANOS, latencies);
    }
  }
}
