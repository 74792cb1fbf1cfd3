package io.infera.verification.stream;

import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** A counter for each value of a label, all there from the start. */
final class EnumCounters<E extends Enum<E>> {
  private final Map<E, Counter> counters;

  private EnumCounters(Map<E, Counter> counters) {
    this.counters = counters;
  }

  static <E extends Enum<E>> EnumCounters<E> of(
      MetricGroup group, String name, String label, Class<E> values) {
    var counters = new EnumMap<E, Counter>(values);
    for (E value : values.getEnumConstants()) {
      counters.put(value, group.addGroup(label, value.name()).counter(name));
    }
    return new EnumCounters<>(counters);
  }

  void inc(E value) {
    counters.get(value).inc();
  }

  long count(E value) {
    return counters.get(value).getCount();
  }
}
