package io.infera.infra.chaos;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;

/** Prints a report for people. */
final class ChaosTable {
  private ChaosTable() {}

  static void print(ChaosReport report, PrintWriter out) {
    out.println();
    out.printf(Locale.ROOT, "Faults injected, seed %d%n", report.seed());
    Arrays.stream(FaultKind.values())
        .filter(kind -> report.faults().containsKey(kind.title()))
        .forEach(
            kind ->
                out.printf(
                    Locale.ROOT,
                    "  %4d  %-70s longest recovery %6.1f s%n",
                    report.faults().get(kind.title()),
                    kind.what(),
                    report.recoverySecondsByFault().get(kind.title())));
    report
        .notInjected()
        .forEach((kind, why) -> out.printf("     -  %s: not possible here: %s%n", kind, why));
    out.println();
    line(out, "requests acknowledged", report.requests() + " " + report.byStatus());
    line(out, "lost", report.lost());
    line(out, "answered twice, differently", report.conflicting());
    line(out, "settled twice", report.settledTwice());
    line(out, "ended and not settled", report.unsettled());
    line(out, "honest nodes penalised", report.honestPenalised());
    line(out, "times a node was noted as silent", report.silentJudgements());
    line(out, "replay", report.replayEqual() ? "finds no difference" : "differs");
    line(out, "processes that ended by themselves", report.diedUnasked());
    line(
        out,
        "recovery",
        String.format(
            Locale.ROOT,
            "p50 %.1f s, p99 %.1f s, longest %.1f s",
            report.recoverySeconds().p50(),
            report.recoverySeconds().p99(),
            report.recoverySeconds().max()));
    line(out, "took", String.format(Locale.ROOT, "%.0f s", report.seconds()));
    out.println();
    out.println(report.clean() ? "Every promise was kept." : "Promises were broken:");
    report.problems().forEach(problem -> out.println("  - " + problem));
    out.flush();
  }

  private static void line(PrintWriter out, String what, Object value) {
    out.printf("%-36s %s%n", what, value);
  }
}
