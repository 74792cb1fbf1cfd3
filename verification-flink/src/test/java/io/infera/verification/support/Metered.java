package io.infera.verification.support;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.CharacterFilter;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.Meter;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;

/** A group of metrics that remembers what is registered in it, by name and labels. */
public final class Metered {
  private final Map<String, Metric> metrics = new HashMap<>();

  /** The group to register in. */
  public MetricGroup group() {
    return new Group("");
  }

  /**
   * A counter's value.
   *
   * @param labels names and values of the groups in which it is
   */
  public long count(String name, String... labels) {
    return ((Counter) metric(name, labels)).getCount();
  }

  public Object gauge(String name, String... labels) {
    return ((Gauge<?>) metric(name, labels)).getValue();
  }

  public double quantile(String name, double quantile) {
    return ((Histogram) metric(name)).getStatistics().getQuantile(quantile);
  }

  private Metric metric(String name, String... labels) {
    String path = "infera." + String.join(".", labels) + (labels.length == 0 ? "" : ".") + name;
    Metric found = metrics.get(path);
    if (found == null) {
      throw new AssertionError("expected " + path + ", found " + metrics.keySet());
    }
    return found;
  }

  private final class Group implements MetricGroup {
    private final String path;

    private Group(String path) {
      this.path = path;
    }

    private <T extends Metric> T add(String name, T metric) {
      metrics.put(path + name, metric);
      return metric;
    }

    @Override
    public Counter counter(String name) {
      return add(name, new SimpleCounter());
    }

    @Override
    public <C extends Counter> C counter(String name, C counter) {
      return add(name, counter);
    }

    @Override
    public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
      return add(name, gauge);
    }

    @Override
    public <H extends Histogram> H histogram(String name, H histogram) {
      return add(name, histogram);
    }

    @Override
    public <M extends Meter> M meter(String name, M meter) {
      return add(name, meter);
    }

    @Override
    public MetricGroup addGroup(String name) {
      return new Group(path + name + ".");
    }

    @Override
    public MetricGroup addGroup(String key, String value) {
      return new Group(path + key + "." + value + ".");
    }

    @Override
    public String[] getScopeComponents() {
      return path.split("\\.");
    }

    @Override
    public Map<String, String> getAllVariables() {
      return Map.of();
    }

    @Override
    public String getMetricIdentifier(String name) {
      return path + name;
    }

    @Override
    public String getMetricIdentifier(String name, CharacterFilter filter) {
      return filter.filterCharacters(path + name);
    }
  }
}
