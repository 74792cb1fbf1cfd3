package io.infera.dispatcher.domain;

import io.infera.event.AttemptPurpose;
import io.infera.event.ModelPolicy;
import java.time.Duration;
import java.time.Instant;

/**
 * Until when the nodes of an attempt have time.
 *
 * <p>An attempt has the policy's time, but ends a reserve before the request's deadline, so that
 * its verdict still reaches the requester. While another attempt may follow it takes at most half
 * of what is left, unless half is too short to be of use. An audit does not hold up the answer and
 * always has the policy's time. A later attempt with the last nodes there are has all the time that
 * is left.
 *
 * @param reserve kept for judging and answering; of a short request a tenth
 * @param shortest an attempt shorter than this is of no use to anybody
 */
public record Deadlines(Duration reserve, Duration shortest) {
  /** As the configuration has it when it says nothing. */
  public static final Deadlines DEFAULT =
      new Deadlines(Duration.ofMillis(200), Duration.ofMillis(250));

  private static final int SHARE_OF_RESERVE = 10;
  private static final int SHARE_OF_PATIENCE = 4;

  public Deadlines {
    if (reserve.isNegative() || shortest.isNegative()) {
      throw new IllegalArgumentException(
          "expected a reserve and a shortest attempt of at least 0, found "
              + reserve
              + " and "
              + shortest);
    }
  }

  /**
   * The deadline of an attempt that begins at {@code at}; for all but an audit never after the
   * request's.
   *
   * @param attempt which attempt, from 1
   */
  public Instant of(
      AttemptPurpose purpose,
      int attempt,
      ModelPolicy policy,
      Instant at,
      Instant requestDeadline) {
    long timeout = policy.getAttemptTimeoutMs();
    if (purpose == AttemptPurpose.AUDIT) {
      return at.plusMillis(timeout);
    }
    long budget = budget(at, requestDeadline);
    long half = budget / 2;
    boolean anotherMayFollow = attempt < policy.getMaxAttempts() && half >= shortest.toMillis();
    return at.plusMillis(Math.min(timeout, anotherMayFollow ? half : budget));
  }

  /**
   * The deadline of a later attempt that has the last nodes there are: to give them up early helps
   * nobody. The policy's time at least.
   */
  Instant ofTheLast(ModelPolicy policy, Instant at, Instant requestDeadline) {
    return at.plusMillis(Math.max(policy.getAttemptTimeoutMs(), budget(at, requestDeadline)));
  }

  private long budget(Instant at, Instant requestDeadline) {
    long left = Math.max(0, Duration.between(at, requestDeadline).toMillis());
    return left - Math.min(reserve.toMillis(), left / SHARE_OF_RESERVE);
  }

  /**
   * Until when an attempt that is ordered at {@code at} waits for all the nodes it wants: as long
   * as an attempt has, and at most a quarter of what is left, which leaves time to be answered by
   * fewer.
   */
  Instant patience(ModelPolicy policy, Instant at, Instant until) {
    long left = Math.max(0, Duration.between(at, until).toMillis());
    return at.plusMillis(Math.min(policy.getAttemptTimeoutMs(), left / SHARE_OF_PATIENCE));
  }
}
