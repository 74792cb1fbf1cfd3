package io.infera.settlement.watch;

import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.atomic.AtomicLong;

/** What an operator sees of the watcher. */
final class WatchMetrics {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final AtomicLong head = registry.gauge("infera.watch.chain.block", new AtomicLong());
  private final AtomicLong read = registry.gauge("infera.watch.read.block", new AtomicLong());
  private final Counter reorganisations = registry.counter("infera.watch.reorganisations");

  PrometheusMeterRegistry registry() {
    return registry;
  }

  void head(long number) {
    head.set(number);
  }

  void read(long number) {
    read.set(number);
  }

  void reorganised() {
    reorganisations.increment();
  }

  void published(String topic) {
    registry.counter("infera.watch.published", "topic", topic).increment();
  }

  /** Blocks that exist and were not read, those without their confirmations among them. */
  long behind() {
    return head.get() - read.get();
  }

  long block() {
    return read.get();
  }
}
