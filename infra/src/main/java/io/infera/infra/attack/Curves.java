package io.infera.infra.attack;

import io.infera.infra.report.Chart.Point;
import io.infera.infra.report.Chart.Series;
import io.infera.infra.report.Panels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Reports over the share of attackers, as plots and as tables. A plot has a panel for every curve;
 * scenarios whose curves are the same share one, and those that are flat are only named. Several
 * seeds are averaged.
 */
final class Curves {
  private static final double MICRO = 1e6;
  private static final double PERCENT = 100;

  private Curves() {}

  static void write(Path directory, List<Report> reports) {
    try {
      Files.createDirectories(directory);
      plot(
          directory.resolve("wrong.svg"),
          "Wrong answers accepted, of 1,000,000 requests",
          reports,
          report -> MICRO * report.acceptedWrong() / report.requests());
      plot(
          directory.resolve("unverified.svg"),
          "Requests not verified, in percent",
          reports,
          report -> PERCENT * report.unverified() / report.requests());
      plot(
          directory.resolve("replicas.svg"),
          "Replicas a request beyond the three drawn first, start-up included",
          reports,
          report -> report.replicasPerRequest() - Simulation.REPLICAS);
      plot(
          directory.resolve("detection.svg"),
          "Jobs from the first offence until out, median of the attackers that offended",
          reports,
          report ->
              report.detectionJobs().p50() == null ? Double.NaN : report.detectionJobs().p50());
      Files.writeString(directory.resolve("table.md"), table(reports));
      Files.writeString(directory.resolve("posterior.md"), PosteriorTable.markdown(reports));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write into " + directory, e);
    }
  }

  private static void plot(
      Path file, String title, List<Report> reports, ToDoubleFunction<Report> value)
      throws IOException {
    Files.writeString(file, panels(title, reports, value).toSvg());
  }

  /**
   * @param value NaN where there is none: such points are left out
   */
  static Panels panels(String title, List<Report> reports, ToDoubleFunction<Report> value) {
    Map<List<Point>, String> curves = new LinkedHashMap<>();
    curves(reports, value)
        .forEach((name, points) -> curves.merge(points, name, (one, other) -> one + ", " + other));
    List<Series> series = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    boolean gaps = false;
    for (Map.Entry<List<Point>, String> curve : curves.entrySet()) {
      List<Double> values = curve.getKey().stream().map(Point::y).distinct().toList();
      gaps |= values.contains(Double.NaN);
      if (values.size() > 1) {
        series.add(new Series(curve.getValue(), curve.getKey()));
      } else if (values.get(0).isNaN()) {
        notes.add("At no share a value: " + curve.getValue() + ".");
      } else {
        notes.add("Always " + Panels.number(values.get(0)) + ": " + curve.getValue() + ".");
      }
    }
    if (gaps) {
      notes.add(
          "No point where nobody offended, or half of those who did were never put out: a line"
              + " that ends is not zero.");
    }
    return new Panels(
        title, "attackers, percent of the nodes; each panel has its own scale", series, notes);
  }

  /** Of every scenario, by the share of attackers. */
  private static Map<String, List<Point>> curves(
      List<Report> reports, ToDoubleFunction<Report> value) {
    Map<String, TreeMap<Double, List<Double>>> values = new LinkedHashMap<>();
    for (Report report : reports) {
      values
          .computeIfAbsent(report.scenario(), name -> new TreeMap<>())
          .computeIfAbsent(PERCENT * report.fraction(), fraction -> new ArrayList<>())
          .add(value.applyAsDouble(report));
    }
    Map<String, List<Point>> curves = new LinkedHashMap<>();
    values.forEach(
        (name, byFraction) ->
            curves.put(
                name,
                byFraction.entrySet().stream()
                    .map(each -> new Point(each.getKey(), mean(each.getValue())))
                    .toList()));
    return curves;
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }

  private static String table(List<Report> reports) {
    var table =
        new StringBuilder(
            "| scenario | attackers | wrong ppm | unverified % | replicas | settled | out | p50 | p99"
                + " | attacker INFER | honest INFER | honest slashed, ejected, suspended"
                + " | honest node-epochs | on odd hardware |\n"
                + "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
    for (Report report : reports) {
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %.0f %% | %.0f | %.2f | %.3f | %.3f | %d/%d | %s | %s | %.4f | %.4f"
                  + " | %d, %d, %d | %d | %d |%n",
              report.scenario(),
              PERCENT * report.fraction(),
              MICRO * report.acceptedWrong() / report.requests(),
              PERCENT * report.unverified() / report.requests(),
              report.replicasPerRequest(),
              report.replicasPerRequestSettled(),
              report.attackersOut(),
              report.attackers(),
              jobs(report.detectionJobs().p50()),
              jobs(report.detectionJobs().p99()),
              report.attackerProfit() / MICRO,
              report.honestProfit() / MICRO,
              report.honestSlashed(),
              report.honestEjected(),
              report.honestSuspended(),
              report.honestNodeEpochs(),
              report.oddNodeEpochs()));
    }
    return table.toString();
  }

  private static String jobs(Long jobs) {
    return jobs == null ? "-" : jobs.toString();
  }
}
