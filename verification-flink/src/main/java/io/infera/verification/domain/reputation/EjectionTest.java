package io.infera.verification.domain.reputation;

/**
 * Sequential tests between a node that is honest and one that cheats now and then. Every judged job
 * is an observation: FAULTY or right; it multiplies the likelihood ratio by {@link #faultMicro} or
 * {@link #rightMicro}. A fault that another node shares, the same wrong answer from both, weighs
 * more ({@link #conspiracyMicro}): glitches do not agree with each other, so two honest nodes share
 * a fault only when something has broken in the same way on both. Two questions are asked of it.
 *
 * <p><b>Suspension</b> is mild and must be quick: A. Wald's test (Sequential Tests of Statistical
 * Hypotheses, Ann. Math. Statist. 16, 1945), which begins anew when honesty is accepted, at ln(miss
 * / (1 − falseEjection)).
 *
 * <p><b>Ejection</b> is for good, and a node may live for long, so a test that begins anew would
 * eject everybody in the end. Instead all times at which a node may have begun to cheat are
 * weighed: S(t) = (S(t−1) + w(t)) · Λ(t), with Λ(t) the likelihood ratio of epoch t and weights
 * w(t) = 1 / (t (t + 1)), which add up to 1. Under honesty S plus the weights to come is a
 * non-negative martingale that begins at 1, so the probability that S <em>ever</em> reaches 1 /
 * falseEjection is at most falseEjection (J. Ville, Étude critique de la notion de collectif, 1939;
 * such sums over change points are the e-detectors of J. Shin, A. Ramdas and A. Rinaldo, 2022): a
 * rate over the node's whole life. A cheat's S grows by the divergence of the two, 0.039 nats a job
 * by the defaults, so it is ejected with probability one, after about (9.2 + 2 ln t) / 0.039 jobs
 * since it began in epoch t, and at once when it lies in all: after 4 faults at first, after 8 in
 * epoch 1,000.
 *
 * @param honestFault probability that an honest node alone is shown wrong in a job, by a glitch, in
 *     (0, 1)
 * @param honestConspiracy probability that it is together with another that gave the same answer,
 *     in (0, 1)
 * @param cheatFault probability that a cheat alone is, in (honestFault, 1)
 * @param cheatConspiracy probability that it is together with another, in (honestConspiracy, 1)
 * @param falseEjection probability that an honest node is ever ejected, at most this
 * @param miss probability that a test for suspension clears a cheat: one minus its power
 * @param falseSuspension probability that such a test suspends an honest node, about
 */
public record EjectionTest(
    double honestFault,
    double honestConspiracy,
    double cheatFault,
    double cheatConspiracy,
    double falseEjection,
    double miss,
    double falseSuspension) {
  /**
   * Ejects a newcomer after 4 faults in a row, suspends after 2; of faults that others share, after
   * 2 and after 1. A fault is forgotten after some 141 right answers.
   */
  public static final EjectionTest DEFAULTS =
      new EjectionTest(1e-3, 1e-5, 2e-2, 2e-3, 1e-4, 1e-2, 1e-2);

  /** Logarithm of nothing. */
  static final long NOTHING = Long.MIN_VALUE;

  private static final double MICRO = 1e6;

  public EjectionTest {
    check("honestFault", honestFault);
    check("honestConspiracy", honestConspiracy);
    check("cheatFault", cheatFault);
    check("cheatConspiracy", cheatConspiracy);
    check("the sum of a cheat's faults", cheatFault + cheatConspiracy);
    check("falseEjection", falseEjection);
    check("miss", miss);
    check("falseSuspension", falseSuspension);
    if (cheatFault <= honestFault
        || cheatConspiracy <= honestConspiracy
        || falseSuspension < falseEjection) {
      throw new IllegalArgumentException(
          "expected cheatFault above honestFault, honestConspiracy not above it, and"
              + " falseSuspension not below falseEjection");
    }
  }

  /** What a fault adds to the ratio, in millionths of a nat; positive. */
  public long faultMicro() {
    return micro(cheatFault / honestFault);
  }

  /** What a fault that another node shares adds instead. */
  public long conspiracyMicro() {
    return micro(cheatConspiracy / honestConspiracy);
  }

  /**
   * What faults add.
   *
   * @param faults how many
   * @param conspired of these, how many another node shared
   */
  long evidenceMicro(long faults, long conspired) {
    return (faults - conspired) * faultMicro() + conspired * conspiracyMicro();
  }

  /** What a right answer adds to the ratio, in millionths of a nat; negative. */
  public long rightMicro() {
    return micro((1 - cheatFault - cheatConspiracy) / (1 - honestFault - honestConspiracy));
  }

  /** At or above it a node is ejected. */
  public long ejectMicro() {
    return micro(1 / falseEjection);
  }

  /**
   * ln(S + w(t)), rounded down, in millionths of a nat.
   *
   * @param logMicro ln S before, or {@link #NOTHING}
   * @param t which epoch, from 1
   */
  long mixture(long logMicro, long t) {
    double weight = -StrictMath.log((double) t) - StrictMath.log(t + 1.0);
    if (logMicro == NOTHING) {
      return (long) Math.floor(weight * MICRO);
    }
    double log = logMicro / MICRO;
    double larger = Math.max(log, weight);
    double smaller = Math.min(log, weight);
    return (long) Math.floor((larger + StrictMath.log1p(StrictMath.exp(smaller - larger))) * MICRO);
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
