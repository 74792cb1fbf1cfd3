package io.infera.verification.local;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.metrics.MetricGroup;

/**
 * Under which name, in which unit and with which labels one of Flink's metrics is shown to
 * Prometheus, which counts in seconds and bytes.
 *
 * @param name what Prometheus calls it
 * @param factor by which its values are multiplied
 * @param labels variables of its group that are shown
 */
record Shown(String name, double factor, List<String> labels) {
  private static final String OWN_GROUP = ".infera.";
  private static final String MILLIS = "Millis";
  private static final double SECONDS = 1e-3;
  private static final List<String> JOB = List.of();
  private static final List<String> TASK = List.of("task_name", "subtask_index");
  private static final List<String> OPERATOR = List.of("operator_name", "subtask_index");

  /** Labels of the job's own metrics. */
  private static final List<String> OWN =
      List.of("reason", "status", "purpose", "outcome", "finding", "model", "distance", "state");

  private static final Map<String, Shown> OTHERS =
      Map.ofEntries(
          Map.entry("numRestarts", flink("restarts", 1, JOB)),
          Map.entry("lastCheckpointDuration", flink("checkpoint_duration_seconds", SECONDS, JOB)),
          Map.entry("lastCheckpointSize", flink("checkpoint_size_bytes", 1, JOB)),
          Map.entry("lastCheckpointFullSize", flink("checkpoint_full_size_bytes", 1, JOB)),
          Map.entry(
              "lastCheckpointCompletedTimestamp",
              flink("checkpoint_completed_timestamp_seconds", SECONDS, JOB)),
          Map.entry("numberOfCompletedCheckpoints", flink("checkpoints_completed", 1, JOB)),
          Map.entry("numberOfFailedCheckpoints", flink("checkpoints_failed", 1, JOB)),
          Map.entry(
              "currentInputWatermark", flink("watermark_timestamp_seconds", SECONDS, OPERATOR)),
          Map.entry("pendingRecords", flink("source_pending_records", 1, OPERATOR)),
          Map.entry("pendingCommittables", flink("pending_transactions", 1, OPERATOR)),
          Map.entry("busyTimeMsPerSecond", flink("busy_ratio", SECONDS, TASK)),
          Map.entry("backPressuredTimeMsPerSecond", flink("back_pressured_ratio", SECONDS, TASK)),
          Map.entry(
              "rocksdb.estimate-live-data-size",
              flink("rocksdb_live_data_bytes", 1, List.of("column_family", "subtask_index"))));

  private static Shown flink(String name, double factor, List<String> labels) {
    return new Shown("flink_" + name, factor, labels);
  }

  /**
   * @param service whose own metrics are meant: verification or export
   * @return empty for a metric that is not shown
   */
  static Optional<Shown> of(String service, String name, MetricGroup group) {
    if (group.getMetricIdentifier(name).contains(OWN_GROUP)) {
      return Optional.of(own(service, name));
    }
    return Optional.ofNullable(OTHERS.get(name))
        // A task repeats its operators' metrics under labels that would not tell tasks apart.
        .filter(shown -> has(group, shown.labels));
  }

  private static boolean has(MetricGroup group, List<String> labels) {
    return labels.stream().allMatch(label -> group.getAllVariables().containsKey(variable(label)));
  }

  /** One of the job's own, whose names end with their unit unless they count. */
  static Shown own(String service, String name) {
    boolean millis = name.endsWith(MILLIS);
    String base = millis ? name.substring(0, name.length() - MILLIS.length()) : name;
    String snake = base.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    return new Shown(
        "infera_" + service + "_" + snake + (millis ? "_seconds" : ""),
        millis ? SECONDS : 1,
        OPERATOR);
  }

  /** Labels of the job's own metrics that are not always there. */
  List<String> optionalLabels() {
    return name.startsWith("infera_") ? OWN : List.of();
  }

  /** How Flink writes a variable of a group. */
  static String variable(String label) {
    return '<' + label + '>';
  }
}
