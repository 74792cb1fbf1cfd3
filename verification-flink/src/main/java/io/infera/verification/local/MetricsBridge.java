package io.infera.verification.local;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/**
 * Shows some of Flink's metrics under {@code /metrics}: the job's own, restarts, checkpoints, lag,
 * watermarks and back-pressure. Flink's Prometheus reporter would do it, but listens on all
 * interfaces; on a cluster it is the one to take.
 */
public final class MetricsBridge implements MetricReporter {
  /** One per process, as Flink makes its reporters itself. */
  static final PrometheusMeterRegistry REGISTRY =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  /** Key of Flink's configuration that says whose own metrics are shown. */
  static final String SERVICE = "service";

  private static final double[] QUANTILES = {0.5, 0.99};

  private final String service;
  private final Map<Metric, List<Meter>> meters = new ConcurrentHashMap<>();

  private MetricsBridge(String service) {
    this.service = service;
  }

  /** For Flink. */
  public static final class Factory implements MetricReporterFactory {
    @Override
    public MetricReporter createMetricReporter(Properties properties) {
      return new MetricsBridge(properties.getProperty(SERVICE));
    }
  }

  @Override
  public void open(MetricConfig config) {
    // The registry is there already.
  }

  @Override
  public void close() {
    meters.values().forEach(known -> known.forEach(REGISTRY::remove));
  }

  @Override
  public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
    Shown.of(service, name, group)
        .ifPresent(shown -> meters.put(metric, register(metric, shown, tags(shown, group))));
  }

  private static List<Meter> register(Metric metric, Shown shown, Tags tags) {
    if (metric instanceof Counter counter) {
      return List.of(
          FunctionCounter.builder(shown.name(), counter, Counter::getCount)
              .tags(tags)
              .register(REGISTRY));
    }
    if (metric instanceof org.apache.flink.metrics.Gauge<?> gauge) {
      return List.of(gauge(shown, gauge, MetricsBridge::number, tags));
    }
    if (metric instanceof Histogram histogram) {
      return java.util.Arrays.stream(QUANTILES)
          .<Meter>mapToObj(
              quantile ->
                  gauge(
                      shown,
                      histogram,
                      any -> any.getStatistics().getQuantile(quantile),
                      tags.and("quantile", Double.toString(quantile))))
          .toList();
    }
    return List.of();
  }

  private static <T> Meter gauge(Shown shown, T metric, ToDoubleFunction<T> value, Tags tags) {
    return Gauge.builder(shown.name(), metric, any -> shown.factor() * value.applyAsDouble(any))
        .tags(tags)
        .register(REGISTRY);
  }

  /** The same labels for every metric of a name, or Prometheus refuses them. */
  private static Tags tags(Shown shown, MetricGroup group) {
    Map<String, String> variables = group.getAllVariables();
    Tags tags = Tags.empty();
    for (String label : shown.labels()) {
      tags = tags.and(Tag.of(label, variables.getOrDefault(Shown.variable(label), "")));
    }
    for (String label : shown.optionalLabels()) {
      String value = variables.get(Shown.variable(label));
      tags = value == null ? tags : tags.and(Tag.of(label, value));
    }
    return tags;
  }

  private static double number(org.apache.flink.metrics.Gauge<?> gauge) {
    return gauge.getValue() instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  @Override
  public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
    List<Meter> known = meters.remove(metric);
    if (known != null) {
      known.forEach(REGISTRY::remove);
    }
  }
}
