package io.infera.infra.calibrate;

import io.infera.infra.calibrate.CalibrationReport.Impostor;
import io.infera.infra.calibrate.CalibrationReport.Line;
import java.io.PrintWriter;
import java.util.Locale;

/** The report for people. */
final class CalibrationTable {
  private CalibrationTable() {}

  static void print(CalibrationReport report, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%n%s, %d texts (seed %d)%n%n%-18s %-9s %12s %12s %12s %12s  %s%n",
        report.model(),
        report.texts(),
        report.seed(),
        "replica",
        "role",
        "least",
        "1 %",
        "median",
        "most",
        "cosine to the reference");
    for (Line line : report.replicas()) {
      print(line.name(), line.role(), line.toReference(), line.story(), out);
    }
    out.println();
    print("honest, all pairs", "", report.honest().pairs(), "the least similar two of a text", out);
    for (Impostor impostor : report.impostors()) {
      print(
          impostor.name(),
          impostor.excepted() ? "excepted" : "",
          impostor.nearest(),
          "to the nearest honest replica",
          out);
    }
    proposal(report, out);
    out.flush();
  }

  private static void proposal(CalibrationReport report, PrintWriter out) {
    CalibrationReport.Proposal proposal = report.proposal();
    out.printf(
        Locale.ROOT,
        "%nlimits, with %s %% confidence (order statistics, Wilks 1941):%n"
            + "  honest replicas are at least %.9f alike at all but %s %% of texts%n"
            + "  the nearest impostor, %s, is at most %.9f like them at all but %s %%%n",
        percent(report.confidence()),
        report.honest().limit(),
        percent(report.falsePositives()),
        proposal.nearestImpostor(),
        nearestLimit(report),
        percent(report.misses()));
    out.printf(
        Locale.ROOT,
        "%nproposal: accept %.6f, reject %.6f%n%nrates at these, %s %% interval (Clopper and"
            + " Pearson 1934):%n",
        proposal.accept(),
        proposal.reject(),
        percent(report.confidence()));
    rate("honest below accept", report.honest().belowAccept(), out);
    rate("honest below reject", report.honest().belowReject(), out);
    for (Impostor impostor : report.impostors()) {
      rate(impostor.name() + " accepted", impostor.accepted(), out);
      rate(impostor.name() + " not below reject", impostor.notBelowReject(), out);
    }
    if (!proposal.separates()) {
      out.printf(
          "%nThese replicas cannot be told apart at these rates: %s comes as near to honest ones as"
              + " they to each other.%nAsk for other rates, permit fewer precisions (--precisions),"
              + " or leave it out (--except %s).%n",
          proposal.nearestImpostor(), proposal.nearestImpostor());
    }
  }

  private static double nearestLimit(CalibrationReport report) {
    return report.impostors().stream()
        .filter(each -> each.name().equals(report.proposal().nearestImpostor()))
        .mapToDouble(Impostor::limit)
        .findFirst()
        .orElseThrow();
  }

  private static void print(
      String name, String role, Spread spread, String story, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%-18s %-9s %12.9f %12.9f %12.9f %12.9f  %s%n",
        name,
        role,
        spread.least(),
        spread.p01(),
        spread.p50(),
        spread.most(),
        story);
  }

  private static void rate(String what, Rate rate, PrintWriter out) {
    out.printf(Locale.ROOT, "  %-34s %s%n", what, rate);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.4g", 100 * share).replaceAll("\\.?0+$", "");
  }
}
