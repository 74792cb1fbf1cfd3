package io.infera.infra.calibrate;

import io.infera.infra.report.Axis;
import io.infera.infra.report.Chart;
import io.infera.infra.report.Chart.Mark;
import io.infera.infra.report.Chart.Point;
import io.infera.infra.report.Chart.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The distributions over the number of nines, −log10(1 − cosine), which is where they differ:
 * honest replicas far to the right, impostors far to the left, and the thresholds between them.
 */
final class CalibrationPlot {
  private static final int NINES = 9;
  private static final int BINS = 5;

  private CalibrationPlot() {}

  static Chart of(CalibrationReport report) {
    List<Series> series = new ArrayList<>();
    series.add(series("honest, least of pairs", report.honest().pairs()));
    report.impostors().forEach(each -> series.add(series(each.name(), each.nearest())));
    report.replicas().stream()
        .filter(line -> line.role().equals("honest"))
        .skip(1)
        .forEach(line -> series.add(series(line.name(), line.toReference())));
    double most =
        series.stream()
            .flatMap(each -> each.points().stream())
            .mapToDouble(Point::y)
            .max()
            .orElse(1);
    return new Chart(
        "%s: share of texts (%%), by nines of similarity".formatted(report.model()),
        new Axis(
            "nines of cosine similarity: 3 is 0.999, 9 stands for 9 and more",
            0,
            NINES,
            NINES,
            CalibrationPlot::whole),
        new Axis("", 0, Math.ceil(most / 10) * 10, 5, CalibrationPlot::whole),
        series,
        List.of(
            new Mark("reject", nines(1 - report.proposal().reject())),
            new Mark("accept", nines(1 - report.proposal().accept()))));
  }

  /** Shares of the texts in bins of a fifth of a nine. */
  private static Series series(String name, Spread spread) {
    int steps = 1_000;
    var counts = new int[NINES * BINS + 1];
    for (int i = 0; i < steps; i++) {
      double nines = nines(spread.deviationAt((i + 0.5) / steps));
      counts[(int) Math.max(0, Math.min(counts.length - 1, nines * BINS))]++;
    }
    List<Point> points = new ArrayList<>();
    for (int bin = 0; bin < counts.length; bin++) {
      boolean near =
          counts[bin] > 0
              || bin > 0 && counts[bin - 1] > 0
              || bin + 1 < counts.length && counts[bin + 1] > 0;
      if (near) {
        points.add(new Point(Math.min(NINES, (bin + 0.5) / BINS), 100.0 * counts[bin] / steps));
      }
    }
    return new Series(name, points);
  }

  static double nines(double deviation) {
    return Math.min(NINES, -Math.log10(Math.max(1e-12, deviation)));
  }

  private static String whole(double value) {
    return String.format(Locale.ROOT, "%.0f", value);
  }
}
