package io.infera.infra.bench;

import io.infera.infra.report.Chart;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How rate and cost grow along one axis at a time, all else as it usually is.
 *
 * @param results in the order in which they were measured
 */
record Sweep(List<Result> results) {
  /** What grows. */
  enum Axis {
    /** Registered nodes, a crowd in one process. */
    nodes(10, 100, 1_000) {
      @Override
      BenchPlan plan(BenchPlan base, int nodes) {
        // The first job of a node makes the broker open its topic's files: not what is measured.
        return base.withCrowd(nodes).warmedUpBy(TOUCHES * nodes);
      }
    },
    /** Requests that are open all the while, beside those that are measured. */
    open(1_000, 10_000, 100_000, 1_000_000) {
      @Override
      BenchPlan plan(BenchPlan base, int held) {
        return base.withCrowd(USUAL_CROWD).holding(held);
      }
    },
    /** Partitions of every topic keyed by request. */
    partitions(1, 4, 16) {
      @Override
      BenchPlan plan(BenchPlan base, int count) {
        return base.withCrowd(USUAL_CROWD).split(count, base.parallelism());
      }
    },
    /** Subtasks of verification, of no more use than partitions. */
    parallelism(1, 2, 4) {
      @Override
      BenchPlan plan(BenchPlan base, int subtasks) {
        return base.withCrowd(USUAL_CROWD).split(Math.max(base.partitions(), subtasks), subtasks);
      }
    };

    /** Nodes when their number is not what grows. */
    private static final int USUAL_CROWD = 10;

    /** Requests for each node before anything is measured: three jobs each. */
    private static final int TOUCHES = 40;

    private final int[] values;

    Axis(int... values) {
      this.values = values;
    }

    abstract BenchPlan plan(BenchPlan base, int value);
  }

  /** One measurement to make. */
  record Point(Axis axis, int value, BenchPlan plan) {}

  /** One that was made. */
  record Result(Point point, BenchReport report) {}

  /** A line of the report. */
  record Row(
      Axis axis,
      int value,
      double verifiedPerSecond,
      double cpuMicrosPerRequest,
      double latencyP50Ms,
      double latencyP99Ms,
      long peakMemoryMb,
      boolean complete) {}

  Sweep {
    results = List.copyOf(results);
  }

  /**
   * What is measured.
   *
   * @param base its requests, repetitions and warm-up count at every point
   * @param largest no value above it
   */
  static List<Point> points(BenchPlan base, List<Axis> axes, int largest) {
    var points = new ArrayList<Point>();
    for (Axis axis : axes) {
      for (int value : axis.values) {
        if (value <= largest) {
          points.add(new Point(axis, value, axis.plan(base, value)));
        }
      }
    }
    return points;
  }

  List<Row> rows() {
    return results.stream().map(Sweep::row).toList();
  }

  private static Row row(Result result) {
    BenchReport report = result.report();
    return new Row(
        result.point().axis(),
        result.point().value(),
        report.verifiedPerSecond(),
        report.cpuMicrosPerRequest(),
        report.latencyMs().p50(),
        report.latencyMs().p99(),
        report.peakMemoryMb().values().stream().mapToLong(Long::longValue).sum(),
        report.complete());
  }

  boolean complete() {
    return results.stream().allMatch(result -> result.report().complete());
  }

  void print(PrintWriter out) {
    out.printf(
        "%n%-12s %9s %12s %12s %9s %9s %10s%n",
        "", "", "verified/s", "CPU µs/req", "p50 ms", "p99 ms", "peak MiB");
    for (Row row : rows()) {
      out.printf(
          Locale.ROOT,
          "%-12s %9d %12.0f %12.1f %9.1f %9.1f %10d%s%n",
          row.axis(),
          row.value(),
          row.verifiedPerSecond(),
          row.cpuMicrosPerRequest(),
          row.latencyP50Ms(),
          row.latencyP99Ms(),
          row.peakMemoryMb(),
          row.complete() ? "" : "  (not all verified and settled)");
    }
    out.flush();
  }

  /** Cost over the power of ten, a line for each axis. */
  void plot(Path file) {
    List<Chart.Series> series =
        results.stream()
            .map(result -> result.point().axis())
            .distinct()
            .map(axis -> new Chart.Series(axis.name(), line(axis)))
            .toList();
    var chart =
        new Chart("CPU, microseconds a verified request", "power of ten of how many", series);
    try {
      Files.writeString(file, chart.toSvg());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the plot to " + file, e);
    }
  }

  private List<Chart.Point> line(Axis axis) {
    return rows().stream()
        .filter(row -> row.axis() == axis)
        .map(row -> new Chart.Point(Math.log10(row.value()), row.cpuMicrosPerRequest()))
        .toList();
  }
}
