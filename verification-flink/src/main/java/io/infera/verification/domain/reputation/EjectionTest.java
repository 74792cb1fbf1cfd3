package io.infera.verification.domain.reputation;

/**
 * Wald's sequential probability ratio test between a node that is honest and one that cheats now
 * and then (A. Wald, Sequential Tests of Statistical Hypotheses, Ann. Math. Statist. 16, 1945).
 * Every judged job is an observation: FAULTY or right. The sum of the log-likelihood ratios ejects
 * at ln((1 − miss) / falseEjection); at ln(miss / (1 − falseEjection)) honesty is accepted and the
 * test begins anew. It is looked at only at the end of an epoch, which can but lower the rate.
 *
 * @param honestFault probability that an honest node is shown wrong in a job, by a glitch, in (0,
 *     1)
 * @param cheatFault probability that a cheat is, in (honestFault, 1)
 * @param falseEjection probability that a test ejects an honest node, at most this
 * @param miss probability that a test clears a cheat: one minus its power
 * @param falseSuspension the same as falseEjection for the milder bound that suspends
 */
public record EjectionTest(
    double honestFault,
    double cheatFault,
    double falseEjection,
    double miss,
    double falseSuspension) {
  /**
   * Ejects after 4 faults in a row, suspends after 2; a fault is forgotten after some 156 right
   * answers.
   */
  public static final EjectionTest DEFAULTS = new EjectionTest(1e-3, 2e-2, 1e-4, 1e-2, 1e-2);

  private static final double MICRO = 1e6;

  public EjectionTest {
    check("honestFault", honestFault);
    check("cheatFault", cheatFault);
    check("falseEjection", falseEjection);
    check("miss", miss);
    check("falseSuspension", falseSuspension);
    if (cheatFault <= honestFault || falseSuspension < falseEjection) {
      throw new IllegalArgumentException(
          "expected cheatFault above honestFault and falseSuspension not below falseEjection");
    }
  }

  /** What a fault adds to the ratio, in millionths of a nat; positive. */
  public long faultMicro() {
    return micro(cheatFault / honestFault);
  }

  /** What a right answer adds to the ratio, in millionths of a nat; negative. */
  public long rightMicro() {
    return micro((1 - cheatFault) / (1 - honestFault));
  }

  /** At or above it a node is ejected. */
  public long ejectMicro() {
    return micro((1 - miss) / falseEjection);
  }

  /** At or above it a node is suspended. */
  public long suspendMicro() {
    return micro((1 - miss) / falseSuspension);
  }

  /** At or below it the test begins anew. */
  public long clearMicro() {
    return micro(miss / (1 - falseEjection));
  }

  private static long micro(double ratio) {
    return (long) StrictMath.rint(StrictMath.log(ratio) * MICRO);
  }

  private static void check(String name, double probability) {
    if (!(probability > 0 && probability < 1)) {
      throw new IllegalArgumentException("expected " + name + " in (0, 1), found " + probability);
    }
  }
}
