package io.infera.verification.stream;

/**
 * Names of the operators and of their state. They are part of what a savepoint means: a changed
 * name is lost state, so a test pins them.
 */
public final class Uids {
  public static final String SOURCE = "log-source";
  public static final String PARTITION_TIME = "partition-time";
  public static final String ROUTER = "router";
  public static final String JUDGE = "judge";
  public static final String REPUTATION = "reputation";
  public static final String CENSUS = "census";
  public static final String ERROR_RATES = "error-rates";
  public static final String ANSWERS = "answers-sink";
  public static final String SETTLEMENTS = "settlements-sink";
  public static final String STANDINGS = "standings-sink";
  public static final String ROSTERS = "rosters-sink";
  public static final String DEAD_LETTERS = "dead-letters-sink";

  /** Union state of {@link #PARTITION_TIME}: each partition's time. */
  public static final String PARTITION_TIMES_STATE = "partition-times";

  /** Keyed state of {@link #JUDGE}: a request's case. */
  public static final String CASE_STATE = "case";

  /** Union state of {@link #JUDGE}: requests that have ended lately. */
  public static final String ENDED_STATE = "ended";

  /** Keyed state of {@link #REPUTATION}: a node's reputation. */
  public static final String NODE_STATE = "node";

  /** Keyed state of {@link #REPUTATION}: records that the watermark has not reached. */
  public static final String WAITING_STATE = "waiting";

  /** Union state of {@link #REPUTATION}: how many nodes are in which state. */
  public static final String NODE_COUNTS_STATE = "node-counts";

  /** Union state of {@link #JUDGE}: how many requests and attempts are open. */
  public static final String OPEN_COUNTS_STATE = "open-counts";

  /** State of {@link #CENSUS}: what was counted of epochs that are not over. */
  public static final String CENSUS_STATE = "tallies";

  /** Keyed state of {@link #ERROR_RATES}: a model's rates of error. */
  public static final String ERRORS_STATE = "errors";

  /** Keyed state in older savepoints, now derived from the key's own; not to be used again. */
  public static final String TIMER_STATE = "timer";

  /** Key groups: the largest parallelism that a savepoint of this job can ever be restored with. */
  public static final int MAX_PARALLELISM = 128;

  private Uids() {}
}
