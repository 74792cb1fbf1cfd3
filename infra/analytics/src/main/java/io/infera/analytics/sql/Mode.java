package io.infera.analytics.sql;

/** How a stream is asked. */
public enum Mode {
  /**
   * What it holds now, once: every query has an end and a final result, and may sort. Flink's batch
   * mode takes no table that changes, so a compacted topic is a view: of each key the last record.
   */
  BOUNDED,
  /** What it holds and what will come, without end; a compacted topic is a table that changes. */
  FOLLOWING
}
