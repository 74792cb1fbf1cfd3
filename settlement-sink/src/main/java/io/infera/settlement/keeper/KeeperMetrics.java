package io.infera.settlement.keeper;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** What an operator sees of the keeper. */
final class KeeperMetrics {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  PrometheusMeterRegistry registry() {
    return registry;
  }

  void done(String task, int count) {
    registry.counter("infera.keeper.done", "task", task).increment(count);
  }

  void failed(String task) {
    registry.counter("infera.keeper.failures", "task", task).increment();
  }
}
