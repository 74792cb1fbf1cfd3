package io.infera.infra.attester;

import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.atomic.AtomicLong;

/** What an operator sees of an attester. */
final class AttesterMetrics {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Counter settlements = registry.counter("infera.attester.settlements.judged");
  private final Counter signed = registry.counter("infera.attester.batches.signed");
  private final Counter refused = registry.counter("infera.attester.batches.refused");
  private final AtomicLong lag =
      registry.gauge("infera.attester.log.lag.milliseconds", new AtomicLong());
  private final AtomicLong missing =
      registry.gauge("infera.attester.settlements.missing", new AtomicLong());

  PrometheusMeterRegistry registry() {
    return registry;
  }

  void judged(int count) {
    settlements.increment(count);
  }

  void signed() {
    signed.increment();
  }

  void refused() {
    refused.increment();
  }

  /** How far the time up to which all is judged is behind this machine's clock. */
  void lag(long millis) {
    lag.set(millis);
  }

  /** Requests that ended here some time ago and that no lane settles. */
  void missing(long requests) {
    missing.set(requests);
  }
}
