package io.infera.infra.attack;

import io.infera.verification.domain.statistics.ShareBounds;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether answers are wrong as often as their verdicts say: by bins of the error that was stated.
 */
final class Posterior {
  /** Upper edges of the bins, in parts per billion; the last is open. */
  private static final long[] EDGES = {30_000, 100_000, 300_000, 1_000_000, Long.MAX_VALUE};

  private static final double PPB = 1e9;

  private static final double CONFIDENCE = 0.99;

  private final long[] answers = new long[EDGES.length];
  private final long[] wrong = new long[EDGES.length];
  private final double[] stated = new double[EDGES.length];

  /**
   * Answers that stated about the same error.
   *
   * @param stated mean of what they stated
   * @param wrong how many were wrong
   * @param lower 99 % confidence interval of the share that is wrong ({@link ShareBounds})
   * @param upper its other end
   * @param holds true when that interval contains the error stated or lies below it: the error
   *     stated is that of the worst cheat, and most are not
   */
  record Bin(long answers, double stated, long wrong, double lower, double upper, boolean holds) {}

  void add(long errorPpb, boolean isWrong) {
    int bin = 0;
    while (errorPpb > EDGES[bin]) {
      bin++;
    }
    answers[bin]++;
    wrong[bin] += isWrong ? 1 : 0;
    stated[bin] += errorPpb / PPB;
  }

  List<Bin> bins() {
    var bins = new ArrayList<Bin>();
    for (int i = 0; i < EDGES.length; i++) {
      if (answers[i] > 0) {
        bins.add(bin(answers[i], stated[i] / answers[i], wrong[i]));
      }
    }
    return bins;
  }

  static Bin bin(long answers, double stated, long wrong) {
    ShareBounds bounds = ShareBounds.of(wrong, answers, CONFIDENCE);
    double lower = bounds.lowerPpb() / PPB;
    return new Bin(answers, stated, wrong, lower, bounds.upperPpb() / PPB, lower <= stated);
  }
}
