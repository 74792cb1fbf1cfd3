package io.infera.infra.report;

import io.infera.infra.report.Chart.Point;
import io.infera.infra.report.Chart.Series;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;

/**
 * One of a chart's axes.
 *
 * @param label what it shows
 * @param from its lower end
 * @param to its upper end, above {@code from}
 * @param steps how many parts it is divided into
 * @param tick what is written at a value
 */
public record Axis(String label, double from, double to, int steps, DoubleFunction<String> tick) {
  private static final int STEPS = 5;
  private static final double LEAST = 1e-9;

  public Axis {
    if (!(from < to) || steps < 1) {
      throw new IllegalArgumentException(
          "expected an axis of some length, found " + from + " to " + to);
    }
  }

  /** From zero to the largest value. */
  static Axis fromZero(String label, List<Series> series, ToDoubleFunction<Point> value) {
    double most =
        series.stream().flatMap(each -> each.points().stream()).mapToDouble(value).max().orElse(1);
    return new Axis(label, 0, Math.max(LEAST, most), STEPS, Axis::number);
  }

  /** Where a value is, 0 to 1. */
  double at(double value) {
    return (value - from) / (to - from);
  }

  /** The value of a step. */
  double step(int step) {
    return from + (to - from) * step / steps;
  }

  private static String number(double value) {
    return value >= 100
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.3g", value);
  }
}
