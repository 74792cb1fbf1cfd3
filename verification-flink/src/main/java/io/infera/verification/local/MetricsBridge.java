package io.infera.verification.local;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/**
 * Shows some of Flink's metrics under {@code /metrics}: the job's own counters, restarts,
 * checkpoints, lag and watermarks. Flink's Prometheus reporter would do it, but listens on all
 * interfaces.
 */
public final class MetricsBridge implements MetricReporter {
  /** One per process, as Flink makes its reporters itself. */
  static final PrometheusMeterRegistry REGISTRY =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  private static final String OWN_GROUP = ".infera.";
  private static final String WATERMARK = "currentInputWatermark";
  private static final Set<String> OTHERS =
      Set.of(
          "numRestarts",
          "lastCheckpointDuration",
          "lastCheckpointSize",
          "numberOfCompletedCheckpoints",
          "numberOfFailedCheckpoints",
          WATERMARK,
          "pendingRecords",
          "records-lag-max");
  private static final Set<String> LABELS = Set.of("subtask_index", "operator_name");
  private static final Set<String> OWN_LABELS = Set.of("reason", "status", "purpose");

  private final Map<Metric, Meter> meters = new ConcurrentHashMap<>();

  /** For Flink. */
  public static final class Factory implements MetricReporterFactory {
    @Override
    public MetricReporter createMetricReporter(Properties properties) {
      return new MetricsBridge();
    }
  }

  @Override
  public void open(MetricConfig config) {
    // The registry is there already.
  }

  @Override
  public void close() {
    meters.values().forEach(REGISTRY::remove);
  }

  @Override
  public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
    boolean own = group.getMetricIdentifier(name).contains(OWN_GROUP);
    // A task repeats its operators' watermarks under labels that would not tell tasks apart.
    boolean repeated =
        name.equals(WATERMARK) && !group.getAllVariables().containsKey("<operator_name>");
    if (repeated || !own && !OTHERS.contains(name)) {
      return;
    }
    String meter = (own ? "infera_verification_" : "flink_") + name.replace('-', '_');
    Tags tags = tags(group, own);
    if (metric instanceof Counter counter) {
      meters.put(
          metric,
          FunctionCounter.builder(meter, counter, Counter::getCount).tags(tags).register(REGISTRY));
    } else if (metric instanceof org.apache.flink.metrics.Gauge<?> gauge) {
      meters.put(
          metric, Gauge.builder(meter, gauge, MetricsBridge::number).tags(tags).register(REGISTRY));
    }
  }

  /** The same labels for every metric of a name, or Prometheus refuses them. */
  private static Tags tags(MetricGroup group, boolean own) {
    Map<String, String> variables = group.getAllVariables();
    Tags tags = Tags.empty();
    for (String label : LABELS) {
      tags = tags.and(Tag.of(label, variables.getOrDefault('<' + label + '>', "")));
    }
    for (String label : OWN_LABELS) {
      String value = own ? variables.get('<' + label + '>') : null;
      tags = value == null ? tags : tags.and(Tag.of(label, value));
    }
    return tags;
  }

  private static double number(org.apache.flink.metrics.Gauge<?> gauge) {
    return gauge.getValue() instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  @Override
  public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
    Meter meter = meters.remove(metric);
    if (meter != null) {
      REGISTRY.remove(meter);
    }
  }
}
