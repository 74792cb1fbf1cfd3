package io.infera.dispatcher.stream;

import io.infera.event.AttemptPurpose;
import io.infera.event.Disposition;
import io.infera.event.DispositionKind;
import io.infera.schemas.catalog.Role;
import io.infera.schemas.catalog.Topics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/** What an operator sees of the dispatcher's work. */
public final class DispatchMetrics {
  private static final String REQUESTS = "infera.dispatcher.requests";

  private final MeterRegistry registry;
  private final Map<DispositionKind, Counter> firsts = new EnumMap<>(DispositionKind.class);
  private final Map<AttemptPurpose, Counter> draws = new EnumMap<>(AttemptPurpose.class);
  private final Counter duplicates;
  private final Counter conflicts;
  private final Counter unidentified;
  private final Counter rerouted;
  private final Counter jobs;
  private final Counter superseded;
  private final Counter repeatedEscalations;
  private final Counter underivable;
  private final Timer drawTime;
  private final AtomicInteger waiting;
  private final Map<Integer, IntSupplier> memories = new ConcurrentHashMap<>();

  public DispatchMetrics(MeterRegistry registry) {
    this.registry = registry;
    for (DispositionKind kind : DispositionKind.values()) {
      firsts.put(kind, requests(kind.name().toLowerCase()));
    }
    for (AttemptPurpose purpose : AttemptPurpose.values()) {
      draws.put(
          purpose,
          registry.counter("infera.dispatcher.draws", "purpose", purpose.name().toLowerCase()));
    }
    duplicates = requests("duplicate");
    conflicts = requests("conflicting");
    unidentified = requests("unidentified");
    rerouted = requests("rerouted");
    jobs = registry.counter("infera.dispatcher.jobs");
    superseded = registry.counter("infera.dispatcher.dispositions.superseded");
    repeatedEscalations = registry.counter("infera.dispatcher.escalations.repeated");
    underivable = registry.counter("infera.dispatcher.dispositions.underivable");
    drawTime =
        Timer.builder("infera.dispatcher.draw.time")
            .description("deciding one attempt, the draw and its record included")
            .publishPercentiles(0.5, 0.99)
            .register(registry);
    waiting = registry.gauge("infera.dispatcher.waiting", new AtomicInteger());
    Gauge.builder(
            "infera.dispatcher.remembered",
            () -> memories.values().stream().mapToInt(IntSupplier::getAsInt).sum())
        .description("requests whose ids are remembered")
        .register(registry);
    // There from the start, so that an alarm has something to look at.
    Topics.all().stream()
        .filter(topic -> topic.readers().contains(Role.DISPATCHER))
        .forEach(topic -> deadLetters(topic.name()));
  }

  private Counter requests(String outcome) {
    return registry.counter(REQUESTS, "outcome", outcome);
  }

  void decided(Disposition disposition) {
    if (disposition.getAttempt() == 1) {
      firsts.get(disposition.getKind()).increment();
    }
    if (disposition.getKind() == DispositionKind.ASSIGNED) {
      draws.get(disposition.getPurpose()).increment();
    }
  }

  void duplicate() {
    duplicates.increment();
  }

  void conflict() {
    conflicts.increment();
  }

  void unidentified() {
    unidentified.increment();
  }

  void rerouted() {
    rerouted.increment();
  }

  void job() {
    jobs.increment();
  }

  void superseded() {
    superseded.increment();
  }

  void repeatedEscalation() {
    repeatedEscalations.increment();
  }

  void underivable() {
    underivable.increment();
  }

  /** One partition's memory, for as long as it is this process's. */
  void remembered(int partition, IntSupplier size) {
    memories.put(partition, size);
  }

  void forgotten(int partition) {
    memories.remove(partition);
  }

  void waiting(int change) {
    waiting.addAndGet(change);
  }

  Timer drawTime() {
    return drawTime;
  }

  /** A record of a topic went to its dead-letter topic. */
  public void deadLetter(String topic) {
    deadLetters(topic).increment();
  }

  private Counter deadLetters(String topic) {
    return registry.counter("infera.dispatcher.dead.letters", "topic", topic);
  }
}
