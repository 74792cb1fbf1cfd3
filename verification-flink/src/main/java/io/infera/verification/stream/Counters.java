package io.infera.verification.stream;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * The job's own counters, in group {@code infera}: {@code verdicts} by status, {@code ignored} and
 * {@code refused} by reason, {@code escalations} by purpose, {@code rosterChanges} by reason.
 * Counters start anew with the process; what is counted exactly is in the topics.
 */
final class Counters {
  private final MetricGroup group;
  private final Map<String, Counter> known = new HashMap<>();

  Counters(MetricGroup group) {
    this.group = group.addGroup("infera");
  }

  void refused(String reason) {
    count("refused", "reason", reason);
  }

  void ignored(String reason) {
    count("ignored", "reason", reason);
  }

  void verdict(String status) {
    count("verdicts", "status", status);
  }

  void escalation(String purpose) {
    count("escalations", "purpose", purpose);
  }

  void rosterChange(String reason) {
    count("rosterChanges", "reason", reason);
  }

  void inadmissible(String reason) {
    count("inadmissible", "reason", reason);
  }

  private void count(String name, String label, String value) {
    known
        .computeIfAbsent(name + '.' + value, any -> group.addGroup(label, value).counter(name))
        .inc();
  }
}
