package io.infera.infra.demo;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints a report for people. */
final class DemoTable {
  private static final int SHOWN_FAULTS = 5;

  private DemoTable() {}

  static void print(DemoReport report, PrintWriter out) {
    out.println();
    row(
        out,
        "requests",
        report.requests()
            + " in the log, "
            + report.responses()
            + " answered"
            + byStatus(report.byStatus()));
    row(
        out,
        "latency",
        String.format(
            Locale.ROOT,
            "p50 %.0f ms, p99 %.0f ms",
            report.latencyMs().p50(),
            report.latencyMs().p99()));
    row(
        out,
        "throughput",
        String.format(
            Locale.ROOT,
            "%.1f verified requests a second, %.2f nodes drawn a request",
            report.verified() / report.loadSeconds(),
            report.replicasPerRequest()));
    row(
        out,
        "settlement",
        String.format(
            Locale.ROOT,
            "%d settled in %d batches, %.0f gas a verdict, %d receipts checked against the chain",
            report.settled(),
            report.batches(),
            report.gasPerVerdict(),
            report.receiptsChecked()));
    row(
        out,
        "machine",
        String.format(
            Locale.ROOT,
            "up in %.1f s, %d MiB resident",
            report.startSeconds(),
            report.residentMb()));
    out.println();
    nodes(report.nodes(), out);
    out.println();
    faults(report, out);
    out.println();
    MoneyTable.print(report.money(), out);
    out.flush();
  }

  private static String byStatus(Map<String, Integer> byStatus) {
    var text = new StringBuilder();
    byStatus.forEach(
        (status, count) ->
            text.append(text.isEmpty() ? ": " : ", ").append(count).append(' ').append(status));
    return text.toString();
  }

  private static void row(PrintWriter out, String name, String value) {
    out.printf(Locale.ROOT, "  %-12s %s%n", name, value);
  }

  private static void nodes(List<NodeReport> nodes, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "  %-42s  %-8s %6s %7s %7s %11s  %s%n",
        "node",
        "was",
        "jobs",
        "agreed",
        "faults",
        "reputation",
        "state");
    for (NodeReport node : nodes) {
      out.printf(
          Locale.ROOT,
          "  %-42s  %-8s %6d %7d %7d %11.3f  %s%n",
          node.nodeId(),
          node.kind(),
          node.jobs(),
          node.agreed(),
          node.faults(),
          node.reputation(),
          node.state());
    }
  }

  private static void faults(DemoReport report, PrintWriter out) {
    out.println("  evidence: results that their node signed and an audit showed wrong");
    report.faults().stream().limit(SHOWN_FAULTS).forEach(fault -> fault(fault, out));
    if (report.faults().size() > SHOWN_FAULTS) {
      out.printf(Locale.ROOT, "    ... and %d more%n", report.faults().size() - SHOWN_FAULTS);
    }
  }

  private static void fault(Fault fault, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "    %s  cosine %.6f to %s  leaf %s  request %s%n",
        fault.nodeId(),
        fault.cosine(),
        shorten(fault.auditor()),
        shorten(fault.resultLeaf()),
        fault.request().substring(fault.request().indexOf('/') + 1));
  }

  private static String shorten(String hex) {
    return hex.length() <= 12 ? hex : hex.substring(0, 12) + "…";
  }
}
