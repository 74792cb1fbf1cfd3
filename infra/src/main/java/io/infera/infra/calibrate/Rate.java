package io.infera.infra.calibrate;

import io.infera.verification.domain.statistics.ShareBounds;
import java.util.Locale;
import java.util.function.DoublePredicate;
import java.util.stream.DoubleStream;

/**
 * How often something happened, and between what its rate lies.
 *
 * @param times of the texts
 * @param texts how many there are
 * @param lower end of the exact confidence interval
 * @param upper its other end
 */
public record Rate(long times, int texts, double lower, double upper) {
  private static final double PPB = ShareBounds.WHOLE;

  static Rate of(double[] similarities, DoublePredicate what, double confidence) {
    long times = DoubleStream.of(similarities).filter(what).count();
    ShareBounds bounds = ShareBounds.of(times, similarities.length, confidence);
    return new Rate(times, similarities.length, bounds.lowerPpb() / PPB, bounds.upperPpb() / PPB);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%d of %d (%.3f to %.3f %%)", times, texts, 100 * lower, 100 * upper);
  }
}
