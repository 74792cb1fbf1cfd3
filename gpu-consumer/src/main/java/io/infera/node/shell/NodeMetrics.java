package io.infera.node.shell;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/** What a node counts. */
public final class NodeMetrics {
  /** What became of a job. */
  public enum JobEnd {
    /** Answered with an output. */
    OK,
    /** Answered with an error. */
    FAILED,
    /** Passed over: too late. */
    EXPIRED,
    /** Passed over: another node's. */
    MISROUTED,
    /** Not readable; in the dead-letter topic. */
    UNDECODABLE
  }

  private final MeterRegistry registry;
  private final DistributionSummary batchSize;
  private final Timer compute;
  private final Timer queued;
  private final Counter tokens;
  private final Map<JobEnd, Counter> jobs = new EnumMap<>(JobEnd.class);

  public NodeMetrics(MeterRegistry registry) {
    this.registry = registry;
    batchSize =
        DistributionSummary.builder("infera.node.batch.size")
            .description("Jobs that were run together")
            .register(registry);
    compute =
        Timer.builder("infera.node.compute")
            .description("Time that a batch took to compute")
            .register(registry);
    queued =
        Timer.builder("infera.node.queued")
            .description("Time that a job waited in the node")
            .register(registry);
    tokens =
        Counter.builder("infera.node.tokens")
            .description("Tokens that the model read")
            .register(registry);
    for (JobEnd end : JobEnd.values()) {
      jobs.put(end, jobs(end));
    }
  }

  public void ended(JobEnd end) {
    jobs.get(end).increment();
  }

  public void batch(int size, Duration took) {
    batchSize.record(size);
    compute.record(took);
  }

  public void answered(Duration waited, int inputTokens) {
    queued.record(waited);
    tokens.increment(inputTokens);
  }

  public void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).register(registry);
  }

  private Counter jobs(JobEnd end) {
    return Counter.builder("infera.node.jobs")
        .description("Jobs by what became of them")
        .tag("end", end.name().toLowerCase())
        .register(registry);
  }
}
