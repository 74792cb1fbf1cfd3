package io.infera.verification.domain.judge;

/**
 * How likely an agreed answer is right, from the audits that the nodes for and against it have
 * passed: credibility instead of head count. After L. Sarmenta, "Sabotage-tolerance mechanisms for
 * volunteer computing systems" (Future Generation Computer Systems 18, 2002), with one change: his
 * nodes err independently, ours may conspire.
 *
 * <p><b>Derivation.</b> Two wrong vectors of hundreds of floats do not agree by chance, so a wrong
 * agreement has one common cause: its members run the same wrong model, or are one party. The draw
 * is random, but newcomers cost little and may all be one party; so a group is taken for
 * <em>one</em> party, and how many it counts says nothing. Let F = {@value #BAD_SHARE} be the
 * probability that the party is bad, and p the share of its jobs in which it lies. Audits fall on
 * jobs by a secret draw, so a group whose members have passed K of them together has done so with
 * probability (1 − p)^K if it is bad, and with 1 if it is good. Hence
 *
 * <pre>
 *   P(wrong now, K passed) = F p (1 − p)^K
 *   P(right now, K passed) = (1 − F) + F (1 − p)^(K+1)
 * </pre>
 *
 * <p>A cheat chooses p. The choice that is worst for us is p = 1 / (K + 1), give or take a fiftieth
 * of the error: who lies more is caught, who lies less gains less. With it, the odds that the group
 * is right are
 *
 * <pre>
 *   r(K) = ((1 − F) + F (1 − p)^(K+1)) / (F p (1 − p)^K),   about 6 (K + 1)
 * </pre>
 *
 * <p>Of groups that contradict each other at most one is right. With every other one wrong, group a
 * weighs r(a), and "all are wrong" weighs 1, so
 *
 * <pre>
 *   P(a is wrong) = (1 + Σ r(b), b against a) / (1 + r(a) + Σ r(b))
 * </pre>
 *
 * <p>Every node against a counts as a group of its own, which weighs more than if they were one:
 * dissent is never belittled. Strangers have K = 0, however many they are: P = F, and they verify
 * nothing among themselves. A backstop node is the network's own, audited by its operator; it
 * counts as {@value #BACKSTOP_AUDITS} audits. With a target of 0.001, three nodes need about 55
 * audits each, or two 82, or a backstop node.
 *
 * <p>The figure is a bound, not an average: it holds for the p that is worst at this K. What it
 * does not know is a change of heart: who is honest until trusted (a sleeper) is believed until the
 * first lies are audited. What that costs is bounded by suspension at the second proven fault, and
 * by stake.
 *
 * <p>A table, filled once in {@link StrictMath}; looking up costs nothing and is the same on every
 * machine.
 */
public final class Credence {
  /**
   * Probability that a party of which nothing is known would lie: the most we mean to withstand.
   */
  public static final double BAD_SHARE = 0.35;

  /** Audits that a backstop node counts for. */
  public static final int BACKSTOP_AUDITS = 10_000;

  /** Parts in which an error is told. */
  public static final long PPB = 1_000_000_000;

  private static final int MILLI = 1_000;
  private static final int PPM = 1_000_000;
  private static final double[] ODDS = odds(1 << 15);

  private Credence() {}

  private static double[] odds(int size) {
    var odds = new double[size];
    odds[0] = (1 - BAD_SHARE) / BAD_SHARE;
    for (int k = 1; k < size; k++) {
      double p = 1.0 / (k + 1);
      double passed = StrictMath.exp(k * StrictMath.log1p(-p));
      odds[k] = (1 - BAD_SHARE + BAD_SHARE * passed * (1 - p)) / (BAD_SHARE * p * passed);
    }
    return odds;
  }

  /**
   * Odds that a group is right.
   *
   * @param auditsMilli audits that its members have passed together, in thousandths, at least 0;
   *     rounded down to whole ones
   */
  static double odds(long auditsMilli) {
    return ODDS[(int) Math.min(ODDS.length - 1L, auditsMilli / MILLI)];
  }

  /**
   * Probability that a group is wrong.
   *
   * @param auditsMilli of the group
   * @param against the sum of the {@link #odds} of all that contradict it
   */
  static double error(long auditsMilli, double against) {
    double own = odds(auditsMilli);
    return (1 + against) / (1 + own + against);
  }

  /** The same, rounded up to whole parts per billion. */
  static long errorPpb(long auditsMilli, double against) {
    return (long) Math.ceil(error(auditsMilli, against) * PPB);
  }

  /** Probability that a node alone is right, rounded down to whole parts per million. */
  public static int credibilityPpm(long auditsMilli) {
    return (int) Math.floor((1 - error(auditsMilli, 0)) * PPM);
  }
}
