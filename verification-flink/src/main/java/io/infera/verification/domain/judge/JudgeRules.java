package io.infera.verification.domain.judge;

import java.time.Duration;
import java.util.Objects;

/**
 * What the judge needs beside the policy that a disposition carries. All replays of a log must use
 * the same rules.
 *
 * @param networkId bound into every signature, for instance infera-local
 * @param epoch length of a reputation epoch, whole milliseconds
 * @param usefulTime no further attempt is asked for when less than this remains before the
 *     requester's deadline
 * @param auditPatience how long the disposition of an audit is awaited
 * @param orphanPatience how much earlier than its disposition a result may stand in its log, by the
 *     broker's clock
 * @param remember how long an ended request is remembered after its end and its deadline, so that a
 *     disposition that repeats does not open it again
 * @param maxBuffered results and dispositions kept for attempts that are not open yet, 1 to 1,024
 *     each
 */
public record JudgeRules(
    String networkId,
    Duration epoch,
    Duration usefulTime,
    Duration auditPatience,
    Duration orphanPatience,
    Duration remember,
    int maxBuffered) {

  public JudgeRules {
    Objects.requireNonNull(networkId, "networkId");
    positive("epoch", epoch);
    positive("usefulTime", usefulTime);
    positive("auditPatience", auditPatience);
    positive("orphanPatience", orphanPatience);
    positive("remember", remember);
    if (maxBuffered < 1 || maxBuffered > 1024) {
      throw new IllegalArgumentException(
          "expected maxBuffered from 1 to 1024, found " + maxBuffered);
    }
  }

  /**
   * 500 ms of useful time, 30 s of patience, ended requests remembered for 60 s, 64 results
   * buffered.
   */
  public static JudgeRules withDefaults(String networkId, Duration epoch) {
    return new JudgeRules(
        networkId,
        epoch,
        Duration.ofMillis(500),
        Duration.ofSeconds(30),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
        64);
  }

  private static void positive(String name, Duration duration) {
    if (duration.toMillis() < 1) {
      throw new IllegalArgumentException(
          "expected " + name + " of at least 1 ms, found " + duration);
    }
  }
}
