package io.infera.ingest.domain;

/** How lines are to be understood. */
public enum LineFormat {
  /**
   * By the first line that is not blank: JSON Lines when it begins with an opening brace, else
   * text.
   */
  AUTO,
  /** A line is a text. */
  TEXT,
  /** A line is a JSON object, {@code {"id"?, "text", "model"?, "replicas"?, "deadlineMs"?}}. */
  JSONL
}
