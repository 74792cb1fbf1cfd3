package io.infera.infra.attack;

import java.util.List;
import java.util.Locale;

/** The reports as lines for people. */
final class AttackTable {
  private static final double MICRO = 1e6;
  private static final String LAYOUT = "%-21s %7s %7s %9s %9s %9s %6s %6s %6s %9s %9s %7s %7s %7s";

  private AttackTable() {}

  static String header() {
    return LAYOUT.formatted(
            "scenario",
            "wrong",
            "unver.",
            "replicas",
            "2nd half",
            "out",
            "p50",
            "p99",
            "liars",
            "INFER",
            "honest",
            "slashed",
            "ejected",
            "susp.")
        + System.lineSeparator()
        + LAYOUT.formatted(
            "",
            "",
            "",
            "/request",
            "",
            "of ring",
            "jobs",
            "jobs",
            "<= 50",
            "/attacker",
            "/node",
            "honest",
            "honest",
            "honest");
  }

  static String line(Report report) {
    return LAYOUT.formatted(
        report.scenario(),
        report.acceptedWrong(),
        report.unverified(),
        decimal("%.3f", report.replicasPerRequest()),
        decimal("%.3f", report.replicasPerRequestSettled()),
        report.attackers() == 0 ? "-" : report.attackersOut() + "/" + report.attackers(),
        jobs(report.detectionJobs().p50()),
        jobs(report.detectionJobs().p99()),
        report.liars() == 0 ? "-" : decimal("%.1f%%", 100 * report.liarsOutWithin50()),
        report.attackers() == 0 ? "-" : decimal("%.4f", report.attackerProfit() / MICRO),
        decimal("%.4f", report.honestProfit() / MICRO),
        report.honestSlashed(),
        report.honestEjected(),
        report.honestSuspended());
  }

  /** What the columns mean. */
  static List<String> legend() {
    return List.of(
        "wrong: answered VERIFIED with a wrong output; out: suspended or ejected; p50, p99: jobs from the first",
        "offence until out, '-' for never; liars <= 50: share of those that lie in a tenth of their jobs that is out",
        "within 50 of them; INFER: profit of one identity, income less cost of work and stake lost.");
  }

  private static String jobs(Long number) {
    return number == null ? "-" : number.toString();
  }

  private static String decimal(String format, double number) {
    return String.format(Locale.ROOT, format, number);
  }
}
