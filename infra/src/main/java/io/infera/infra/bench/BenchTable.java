package io.infera.infra.bench;

import io.infera.infra.bench.BenchReport.LatencyMs;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;

/** Prints a report for people. */
final class BenchTable {
  private BenchTable() {}

  static void print(BenchReport report, PrintWriter out) {
    Spread spread = report.verifiedPerSecondSpread();
    out.println();
    row(
        out,
        "rate",
        "%.0f verified requests a second, median of %d × %d requests; from %.0f to %.0f, deviation %.0f%s",
        report.verifiedPerSecond(),
        report.repetitions(),
        report.requests(),
        spread.min(),
        spread.max(),
        spread.deviation(),
        report.full() ? "" : " (fewer repetitions than " + BenchReport.FULL + ": no full run)");
    LatencyMs latency = report.latencyMs();
    row(
        out,
        "latency",
        "p50 %.1f ms, p90 %.1f, p99 %.1f, p99.9 %.1f, longest %.1f; %d requests at %.0f a second, from when each was due",
        latency.p50(),
        latency.p90(),
        latency.p99(),
        latency.p999(),
        latency.max(),
        latency.requests(),
        latency.rate());
    row(
        out,
        "answers",
        "%s; %d of %d settled",
        report.byStatus(),
        report.settled(),
        report.asked());
    row(
        out,
        "load",
        "%.1f before, %.1f after, of %d processors",
        report.load().before(),
        report.load().after(),
        Runtime.getRuntime().availableProcessors());
    costs("CPU µs/req", report.cpuMicrosPerRequestByProcess(), report.peakMemoryMb(), out);
    out.printf(Locale.ROOT, "%n%-42s %10s%n", "topic", "bytes/req");
    descending(report.bytesPerRequestByTopic())
        .filter(cost -> cost.getValue() >= 1)
        .forEach(cost -> out.printf(Locale.ROOT, "%-42s %10.0f%n", cost.getKey(), cost.getValue()));
    out.printf(Locale.ROOT, "%-42s %10.0f%n", "all", report.bytesPerRequest());
    out.flush();
  }

  /** What each process costs, the dearest first, with their sum. */
  static void costs(
      String unit, Map<String, CpuUsage.Time> micros, Map<String, Long> peakMb, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%n%-28s %12s %10s %10s %10s %10s%n",
        "process",
        unit,
        "kernel",
        "compiling",
        "collecting",
        "peak MiB");
    micros.entrySet().stream()
        .sorted(Comparator.comparingDouble(process -> -process.getValue().all()))
        .forEach(
            process ->
                cost(
                    process.getKey(),
                    process.getValue(),
                    peakMb.getOrDefault(process.getKey(), 0L),
                    out));
    cost(
        "all",
        new CpuUsage(micros).sum(),
        peakMb.values().stream().mapToLong(Long::longValue).sum(),
        out);
  }

  private static void cost(String process, CpuUsage.Time micros, long peakMb, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%-28s %12.1f %10.1f %10.1f %10.1f %10d%n",
        process,
        micros.all(),
        micros.kernel(),
        micros.compiling(),
        micros.collecting(),
        peakMb);
  }

  private static java.util.stream.Stream<Map.Entry<String, Double>> descending(
      Map<String, Double> costs) {
    return costs.entrySet().stream().sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()));
  }

  private static void row(PrintWriter out, String name, String format, Object... values) {
    out.printf("%-10s %s%n", name, String.format(Locale.ROOT, format, values));
  }
}
