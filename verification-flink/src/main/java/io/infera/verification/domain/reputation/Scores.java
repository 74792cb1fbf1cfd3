package io.infera.verification.domain.reputation;

import io.infera.verification.domain.StateInput;
import io.infera.verification.domain.StateOutput;
import io.infera.verification.domain.statistics.BetaBound;

/**
 * The evidence of a node after the last closed epoch, as fixed-point numbers, and what follows from
 * it.
 *
 * <p>Forgetting: the evidence of accuracy is multiplied by {@code retainPpm} in every epoch with
 * judged jobs, so who idles neither gains nor loses; that of availability in every epoch of which
 * there is a record.
 */
final class Scores {
  private static final long MOST_MILLI_TOKENS = 1_000_000_000_000L;

  /** Right and wrong observations, in micro-units, without the prior of one each. */
  long right;

  long wrong;

  /** Answered jobs and heard heartbeats, and what was expected, in micro-units. */
  long heard;

  long expected;

  /** Moving average of verified tokens an epoch, in micro-units. */
  long tokens;

  /** Audits passed, in micro-units; forgotten slowly, and forfeited by a fault or a doubt. */
  long credit;

  /** Sum that suspends: of the log-likelihood ratios since honesty was last accepted. */
  long alarm;

  /** Logarithm of the mixture that ejects, and how many epochs with judged jobs it has seen. */
  long ejection = EjectionTest.NOTHING;

  long trials;

  /** Sum of the test for withholding, and the observation that is not complete. */
  long withholding;

  long windowJobs;
  long windowWithheld;

  /** Takes an epoch in; {@code expectedHeartbeats} of the node, at least 0. */
  void close(Tally tally, long expectedHeartbeats, ReputationPolicy policy) {
    EvidenceWeights weights = policy.weights();
    int retain = policy.retainPpm();
    if (tally.jobs() > 0) {
      right = Ppm.of(right, retain);
      right +=
          (tally.agreed - tally.audited) * weights.agreed() + tally.audited * weights.audited();
      wrong = Ppm.of(wrong, retain);
      wrong += tally.faults * weights.faulty() + tally.dissented * weights.dissented();
      wrong += tally.inadmissible * weights.inadmissible();
      tokens = Ppm.of(tokens, retain) + tally.tokens * (Ppm.ONE - retain);
      credit = Ppm.of(credit, policy.creditRetainPpm()) + tally.audited * Ppm.ONE;
      if (tally.faults > 0 || tally.doubted > 0) {
        credit = 0;
      }
    }
    // One heartbeat may fall beyond the epoch's edge.
    long heartbeats =
        tally.heartbeats == 0 ? 0 : Math.min(expectedHeartbeats, tally.heartbeats + 1);
    heard = Ppm.of(heard, retain) + (tally.answered() + heartbeats) * Ppm.ONE;
    expected = Ppm.of(expected, retain) + (tally.jobs() + expectedHeartbeats) * Ppm.ONE;
    test(tally, policy.ejection());
    observe(tally, policy.withholding());
  }

  private void test(Tally tally, EjectionTest test) {
    if (tally.faults + tally.agreed == 0) {
      return;
    }
    long change =
        test.evidenceMicro(tally.faults, tally.conspired) + tally.agreed * test.rightMicro();
    alarm += change;
    if (alarm <= test.clearMicro()) {
      alarm = 0;
    }
    trials++;
    ejection = test.mixture(ejection, trials) + change;
  }

  private void observe(Tally tally, WithholdingTest test) {
    // A silence of most says nothing of one.
    windowJobs += tally.jobs() - tally.silent + tally.withheld;
    windowWithheld += tally.withheld;
    if (windowJobs < test.leastJobs()) {
      return;
    }
    boolean bad = windowWithheld > 1 && Ppm.ratio(windowWithheld, windowJobs) >= test.badSharePpm();
    withholding = Math.max(0, withholding + (bad ? test.badMicro() : test.goodMicro()));
    windowJobs = 0;
    windowWithheld = 0;
  }

  /** Audits passed, in thousandths. */
  int passedAuditsMilli() {
    return (int) Math.min(Integer.MAX_VALUE, credit / 1000);
  }

  long alphaMicro() {
    return right + Ppm.ONE;
  }

  long betaMicro() {
    return wrong + Ppm.ONE;
  }

  int accuracyPpm(StandingBounds bounds) {
    double unit = Ppm.ONE;
    return BetaBound.lowerPpm(
        alphaMicro() / unit, betaMicro() / unit, bounds.credibilityPpm() / unit);
  }

  /** With one observation of each kind in advance, so that nothing expected is nothing missed. */
  int availabilityPpm() {
    return Ppm.ratio((heard + Ppm.ONE) / 1000, (expected + Ppm.ONE) / 1000);
  }

  /** Weight in the draw: standing times what capacity was measured, at least 1. */
  long weight(int standingPpm, ReputationPolicy policy) {
    StandingBounds bounds = policy.bounds();
    long milliTokens = Math.min(MOST_MILLI_TOKENS, tokens / policy.epoch().toMillis());
    int share = Ppm.ratio(milliTokens, milliTokens + bounds.capacityTokensPerSecond() * 1000L);
    long weight = Ppm.of(bounds.weightScale(), standingPpm);
    return Math.max(1, weight + Ppm.of(weight, share));
  }

  Scores copy() {
    var copy = new Scores();
    copy.right = right;
    copy.wrong = wrong;
    copy.heard = heard;
    copy.expected = expected;
    copy.tokens = tokens;
    copy.credit = credit;
    copy.alarm = alarm;
    copy.ejection = ejection;
    copy.trials = trials;
    copy.withholding = withholding;
    copy.windowJobs = windowJobs;
    copy.windowWithheld = windowWithheld;
    return copy;
  }

  void write(StateOutput out) {
    out.int64(right).int64(wrong).int64(heard).int64(expected).int64(tokens).int64(alarm);
    out.int64(credit).int64(ejection).int64(trials);
    out.int64(withholding).int64(windowJobs).int64(windowWithheld);
  }

  static Scores read(StateInput in, byte version) {
    var scores = new Scores();
    scores.right = in.int64();
    scores.wrong = in.int64();
    scores.heard = in.int64();
    scores.expected = in.int64();
    scores.tokens = in.int64();
    scores.alarm = in.int64();
    if (version != ReputationFormat.V1) {
      scores.credit = in.int64();
      scores.ejection = in.int64();
      scores.trials = in.int64();
      scores.withholding = in.int64();
      scores.windowJobs = in.int64();
      scores.windowWithheld = in.int64();
    }
    return scores;
  }
}
