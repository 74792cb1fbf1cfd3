package io.infera.infra.bench;

import io.infera.infra.report.Chart;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How rate and cost grow along one axis at a time, all else as it usually is.
 *
 * @param results in the order in which they were measured
 */
record Sweep(List<Result> results) {
  private static final String NODES = "registered nodes";
  private static final String OPEN = "open requests";
  private static final String PARALLELISM = "parallelism";

  /** Nodes of a crowd when their number is not what grows. */
  private static final int USUAL_CROWD = 10;

  /** Below any rate that this reaches: so many requests are held at least. */
  private static final double HELD_A_SECOND = 1_500;

  /** One measurement to make. */
  record Point(String axis, int value, BenchPlan plan) {}

  /** One that was made. */
  record Result(Point point, BenchReport report) {}

  /** A line of the report. */
  record Row(
      String axis,
      int value,
      double verifiedPerSecond,
      double cpuMicrosPerRequest,
      double latencyP50Ms,
      long peakMemoryMb,
      boolean complete) {}

  Sweep {
    results = List.copyOf(results);
  }

  /**
   * What is measured.
   *
   * @param base its requests and warm-up count at every point
   */
  static List<Point> points(BenchPlan base) {
    var points = new ArrayList<Point>();
    for (int nodes : new int[] {10, 100, 1_000}) {
      points.add(new Point(NODES, nodes, plan(base, nodes, base.inFlight(), 0, 1)));
    }
    for (int open : new int[] {1_000, 10_000, 100_000}) {
      double heldSeconds = open / HELD_A_SECOND;
      points.add(new Point(OPEN, open, plan(base, USUAL_CROWD, open, heldSeconds, 1)));
    }
    for (int parallelism : new int[] {1, 2, 4}) {
      points.add(
          new Point(
              PARALLELISM, parallelism, plan(base, USUAL_CROWD, base.inFlight(), 0, parallelism)));
    }
    return points;
  }

  private static BenchPlan plan(
      BenchPlan base, int nodes, int inFlight, double heldSeconds, int parallelism) {
    return new BenchPlan(
        nodes,
        Math.max(base.requests(), inFlight),
        1,
        Math.max(base.warmUp(), inFlight),
        inFlight,
        heldSeconds == 0 ? OptionalDouble.empty() : OptionalDouble.of(HELD_A_SECOND / 2),
        Optional.of(Duration.ofMillis((long) (heldSeconds * 1_000))),
        parallelism);
  }

  List<Row> rows() {
    return results.stream()
        .map(
            result ->
                new Row(
                    result.point().axis(),
                    result.point().value(),
                    result.report().verifiedPerSecond(),
                    result.report().cpuMicrosPerRequest(),
                    result.report().latencyMs().p50(),
                    result.report().peakMemoryMb().values().stream()
                        .mapToLong(Long::longValue)
                        .sum(),
                    result.report().complete()))
        .toList();
  }

  boolean complete() {
    return results.stream().allMatch(result -> result.report().complete());
  }

  void print(PrintWriter out) {
    out.printf("%n%-18s %9s %12s %12s %10s%n", "", "", "verified/s", "CPU µs/req", "peak MiB");
    for (Row row : rows()) {
      out.printf(
          Locale.ROOT,
          "%-18s %9d %12.0f %12.1f %10d%s%n",
          row.axis(),
          row.value(),
          row.verifiedPerSecond(),
          row.cpuMicrosPerRequest(),
          row.peakMemoryMb(),
          row.complete() ? "" : "  (not all verified and settled)");
    }
    out.flush();
  }

  /** Cost over the power of ten, a line for each axis. */
  void plot(Path file) {
    List<Chart.Series> series =
        List.of(NODES, OPEN, PARALLELISM).stream()
            .map(
                axis ->
                    new Chart.Series(
                        axis,
                        rows().stream()
                            .filter(row -> row.axis().equals(axis))
                            .map(
                                row ->
                                    new Chart.Point(
                                        Math.log10(row.value()), row.cpuMicrosPerRequest()))
                            .toList()))
            .toList();
    var chart =
        new Chart("CPU, microseconds a verified request", "power of ten of how many", series);
    try {
      Files.writeString(file, chart.toSvg());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the plot to " + file, e);
    }
  }
}
