package io.infera.infra.attack;

import io.infera.verification.domain.statistics.ShareBounds;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether answers are wrong as often as their verdicts say: by bins of the error that was stated.
 */
final class Posterior {
  /** Upper edges of the bins, in parts per billion. */
  private static final long[] EDGES = {
    30_000, 100_000, 300_000, 1_000_000, 10_000_000, 100_000_000, ShareBounds.WHOLE
  };

  private static final double PPB = ShareBounds.WHOLE;
  private static final double SHOWN = 0.95;

  /** Of dozens of bins one in forty would lie below its 95 % interval by chance alone. */
  private static final double CERTAIN = 0.99;

  private final long[] answers = new long[EDGES.length];
  private final long[] wrong = new long[EDGES.length];
  private final double[] stated = new double[EDGES.length];

  /** Where the error stated lies, held against the 95 % interval of the share that was wrong. */
  enum Fit {
    /** In it: as far as can be told, answers are wrong as often as stated. */
    WITHIN,
    /** Above it: fewer are wrong than stated, which is a bound. */
    ABOVE,
    /**
     * Below it: more are wrong than stated, or it is the one bin in forty that chance puts here.
     */
    BELOW
  }

  /**
   * Answers that stated about the same error. All shares are from 0 to 1.
   *
   * @param from errors stated are above it, or 0
   * @param to and not above this
   * @param stated mean of the errors stated
   * @param wrong how many answers were wrong
   * @param rate share of the answers that was wrong
   * @param lower 95 % confidence interval of that share ({@link ShareBounds})
   * @param upper its other end
   * @param holds false when more are wrong than stated with 99 % confidence
   */
  record Bin(
      double from,
      double to,
      long answers,
      double stated,
      long wrong,
      double rate,
      double lower,
      double upper,
      Fit fit,
      boolean holds) {}

  void add(long errorPpb, boolean isWrong) {
    int bin = binOf(errorPpb);
    answers[bin]++;
    wrong[bin] += isWrong ? 1 : 0;
    stated[bin] += errorPpb / PPB;
  }

  private static int binOf(long errorPpb) {
    int bin = 0;
    while (errorPpb > EDGES[bin]) {
      bin++;
    }
    return bin;
  }

  /** Those with answers, in order of the error stated. */
  List<Bin> bins() {
    var bins = new ArrayList<Bin>();
    for (int i = 0; i < EDGES.length; i++) {
      if (answers[i] > 0) {
        bins.add(bin(i, answers[i], stated[i] / answers[i], wrong[i]));
      }
    }
    return bins;
  }

  /** The bins of several runs as if they were of one. */
  static List<Bin> pooled(List<List<Bin>> runs) {
    var pool = new Posterior();
    for (List<Bin> run : runs) {
      for (Bin each : run) {
        int bin = binOf(Math.round(each.to() * PPB));
        pool.answers[bin] += each.answers();
        pool.wrong[bin] += each.wrong();
        pool.stated[bin] += each.stated() * each.answers();
      }
    }
    return pool.bins();
  }

  /**
   * @param stated mean of the errors that answers stated, 0 to 1
   * @param wrong how many of these were wrong
   */
  static Bin bin(long answers, double stated, long wrong) {
    return bin(binOf((long) Math.ceil(stated * PPB)), answers, stated, wrong);
  }

  private static Bin bin(int edge, long answers, double stated, long wrong) {
    ShareBounds shown = ShareBounds.of(wrong, answers, SHOWN);
    double lower = shown.lowerPpb() / PPB;
    double upper = shown.upperPpb() / PPB;
    return new Bin(
        edge == 0 ? 0 : EDGES[edge - 1] / PPB,
        EDGES[edge] / PPB,
        answers,
        stated,
        wrong,
        (double) wrong / answers,
        lower,
        upper,
        stated > upper ? Fit.ABOVE : stated < lower ? Fit.BELOW : Fit.WITHIN,
        ShareBounds.of(wrong, answers, CERTAIN).lowerPpb() / PPB <= stated);
  }
}
