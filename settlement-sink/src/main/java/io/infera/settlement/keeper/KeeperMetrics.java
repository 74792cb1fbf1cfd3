package io.infera.settlement.keeper;

import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** What an operator sees of the keeper. */
final class KeeperMetrics {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  private final Counter reorganisations = registry.counter("infera.keeper.reorganisations");

  PrometheusMeterRegistry registry() {
    return registry;
  }

  void done(String task, int count) {
    registry.counter("infera.keeper.done", "task", task).increment(count);
  }

  void failed(String task) {
    registry.counter("infera.keeper.failures", "task", task).increment();
  }

  /** Blocks that had their confirmations are gone, and all is read again. */
  void reorganised() {
    reorganisations.increment();
  }

  void gas(String call, long gas) {
    registry.counter("infera.keeper.gas", "call", call).increment(gas);
  }

  /**
   * A contract has refused a call.
   *
   * @param overtaken because somebody else was faster, or it is too early
   */
  void refused(String call, boolean overtaken) {
    registry
        .counter("infera.keeper.refused", "call", call, "overtaken", Boolean.toString(overtaken))
        .increment();
  }
}
