package io.infera.verification.stream;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * What every operator tells of itself, in group {@code infera}: {@code refused} records by {@code
 * reason}, beside what is its own. Counters start anew with the process; what is counted exactly is
 * in the topics.
 */
final class Counters {
  private static final String UNDECODABLE = "UNDECODABLE";

  private final MetricGroup group;
  private final Map<String, Counter> known = new HashMap<>();

  Counters(MetricGroup group) {
    this.group = group.addGroup("infera");
    for (Refusal.Reason reason : Refusal.Reason.values()) {
      counter("refused", "reason", reason.name());
    }
    counter("refused", "reason", UNDECODABLE);
  }

  /** A record went to its dead letters. */
  void refused(RuntimeException cause) {
    String reason = cause instanceof Refusal refusal ? refusal.reason().name() : UNDECODABLE;
    counter("refused", "reason", reason).inc();
  }

  void ignored(String reason) {
    counter("ignored", "reason", reason).inc();
  }

  void rosterChange(String reason) {
    counter("rosterChanges", "reason", reason).inc();
  }

  void gauge(String name, String label, String value, Gauge<?> gauge) {
    group.addGroup(label, value).gauge(name, gauge);
  }

  private Counter counter(String name, String label, String value) {
    return known.computeIfAbsent(
        name + '.' + value, any -> group.addGroup(label, value).counter(name));
  }
}
