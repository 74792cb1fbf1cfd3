package io.infera.infra.attack;

import io.infera.infra.report.Chart;
import io.infera.infra.report.Chart.Point;
import io.infera.infra.report.Chart.Series;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Reports over the share of attackers, as plots and as a table. */
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
          "Replicas a request, start-up included",
          reports,
          Report::replicasPerRequest);
      plot(
          directory.resolve("detection.svg"),
          "Jobs from the first offence until out, median",
          reports,
          report -> report.detectionJobs().p50() == null ? 0 : report.detectionJobs().p50());
      Files.writeString(directory.resolve("table.md"), table(reports));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write into " + directory, e);
    }
  }

  private static void plot(
      Path file, String title, List<Report> reports, ToDoubleFunction<Report> value)
      throws IOException {
    Map<String, List<Point>> curves = new LinkedHashMap<>();
    for (Report report : reports) {
      curves
          .computeIfAbsent(report.scenario(), name -> new ArrayList<>())
          .add(new Point(PERCENT * report.fraction(), value.applyAsDouble(report)));
    }
    List<Series> series =
        curves.entrySet().stream().map(each -> new Series(each.getKey(), each.getValue())).toList();
    Files.writeString(file, new Chart(title, "attackers, percent of the nodes", series).toSvg());
  }

  private static String table(List<Report> reports) {
    var table =
        new StringBuilder(
            "| scenario | attackers | wrong ppm | unverified % | replicas | settled | out | p50 | p99"
                + " | attacker INFER | honest INFER | honest slashed, ejected, suspended |\n"
                + "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
    for (Report report : reports) {
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %.0f %% | %.0f | %.2f | %.3f | %.3f | %d/%d | %s | %s | %.4f | %.4f | %d, %d, %d |%n",
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
              report.honestSuspended()));
    }
    return table.toString();
  }

  private static String jobs(Long jobs) {
    return jobs == null ? "-" : jobs.toString();
  }
}
