package io.infera.schemas.catalog;

/** How a topic forgets. */
public enum Cleanup {
  /** Records older than the retention go. */
  DELETE,
  /** The last record of each key stays. */
  COMPACT,
  /** Nothing ever goes. */
  KEEP
}
