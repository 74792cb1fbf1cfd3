package io.infera.infra.bench;

import io.infera.infra.bench.SettlementReport.LatencyMs;
import java.io.PrintWriter;
import java.util.Locale;

/** Prints a report of the sink for people. */
final class SettlementTable {
  private SettlementTable() {}

  static void print(SettlementReport report, PrintWriter out) {
    out.println();
    row(
        out,
        "rate",
        "%.0f settlements a second to PENDING, %d of them, one block a second",
        report.perSecond(),
        report.settlements());
    row(out, "PENDING", "%s", text(report.untilPendingMs()));
    row(out, "FINAL", "%s", text(report.untilFinalMs()));
    row(
        out,
        "settled",
        "%d of %d final, in %d batches, %.2f gas each",
        report.settled(),
        report.asked(),
        report.batches(),
        report.gasPerSettlement());
    row(
        out,
        "load",
        "%.1f before, %.1f after, of %d processors",
        report.load().before(),
        report.load().after(),
        Runtime.getRuntime().availableProcessors());
    BenchTable.costs("CPU µs each", report.cpuMicrosPerSettlement(), report.peakMemoryMb(), out);
    out.printf(Locale.ROOT, "%n%-28s %14s%n", "topic", "bytes each");
    report
        .bytesPerSettlement()
        .forEach(
            (topic, bytes) -> {
              if (bytes >= 1) {
                out.printf(Locale.ROOT, "%-28s %14.0f%n", topic, bytes);
              }
            });
    out.flush();
  }

  private static String text(LatencyMs latency) {
    return String.format(
        Locale.ROOT,
        "p50 %.0f ms, p90 %.0f, p99 %.0f, longest %.0f, at %.0f a second",
        latency.p50(),
        latency.p90(),
        latency.p99(),
        latency.max(),
        latency.rate());
  }

  private static void row(PrintWriter out, String name, String format, Object... values) {
    out.printf("%-10s %s%n", name, String.format(Locale.ROOT, format, values));
  }
}
