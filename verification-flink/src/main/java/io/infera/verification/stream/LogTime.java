package io.infera.verification.stream;

/**
 * The time of one partition, from the times of its records alone: the running maximum of the
 * broker's LogAppendTime, less what the log stood still.
 *
 * <p>The ticker writes about every 100 ms, so a gap of more than {@value #GAP_MILLIS} ms between
 * two records says that nobody could write: the broker was away, or the ticker. That time must not
 * count against a node that had its answer ready. So time stands still over the gap and for half as
 * long again, {@value #REST_MILLIS} to {@value #LONGEST_REST_MILLIS} ms, in which clients find
 * their way back (on a machine that is overrun not at once), and then runs {@value #PACE} times as
 * fast as the broker's until it has caught up. It is never ahead of the broker's time, never goes
 * back, and does not depend on how many records there are.
 *
 * <p>What that costs: behind an outage deadlines pass later than they say, by the outage and the
 * rest at first, and by at most {@value #MOST_MILLIS} ms once the rest is over: a network that was
 * shut down overnight does not spend the day catching up.
 */
final class LogTime {
  /** A longer silence of a partition is no silence of nodes. Well above the ticker's interval. */
  static final long GAP_MILLIS = 2_000;

  /** How long time still stands when a partition is written to again, at least. */
  static final long REST_MILLIS = 5_000;

  /** And at most. */
  static final long LONGEST_REST_MILLIS = 20_000;

  /** How much faster than the broker's it then runs; below that of silence to heartbeats. */
  static final long PACE = 3;

  /** How far behind the broker's it may be when it runs again. */
  static final long MOST_MILLIS = 60_000;

  private long latest;
  private long behind;
  private long rest;

  private LogTime(long latest, long behind, long rest) {
    this.latest = latest;
    this.behind = behind;
    this.rest = rest;
  }

  /** Of a partition whose first record has this time. */
  static LogTime first(long time) {
    return new LogTime(time, 0, 0);
  }

  /** As it was written down: {@link #latest}, {@link #behind} and {@link #rest}. */
  static LogTime restored(long latest, long behind, long rest) {
    return new LogTime(latest, behind, rest);
  }

  /** Hears of the next record's LogAppendTime and tells the partition's time. */
  long advance(long time) {
    long step = Math.max(0, time - latest);
    latest += step;
    if (step > GAP_MILLIS) {
      behind += step;
      rest = restAfter(step);
    } else if (behind > 0) {
      catchUp(step);
    }
    return time();
  }

  /** How long time still stands after a gap. */
  static long restAfter(long gap) {
    return Math.min(LONGEST_REST_MILLIS, Math.max(REST_MILLIS, gap / 2));
  }

  private void catchUp(long step) {
    long standing = Math.min(rest, step);
    rest -= standing;
    behind += standing;
    if (rest == 0) {
      behind = Math.max(0, Math.min(behind, MOST_MILLIS) - (PACE - 1) * (step - standing));
    }
  }

  /** The partition's time, milliseconds. */
  long time() {
    return latest - behind;
  }

  /** The latest LogAppendTime, milliseconds. */
  long latest() {
    return latest;
  }

  /** How far the partition's time is behind it, milliseconds. */
  long behind() {
    return behind;
  }

  /** How long it will still stand, milliseconds. */
  long rest() {
    return rest;
  }
}
