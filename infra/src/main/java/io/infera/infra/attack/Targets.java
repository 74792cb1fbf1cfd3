package io.infera.infra.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What the judge is meant to withstand, held against reports. */
final class Targets {
  private static final double WRONG = 1e-3;
  private static final double EVERYBODY = 0.2;
  private static final double NEARLY_EVERYBODY = 0.35;
  private static final Set<String> ONLY_AMONG_THEMSELVES = Set.of("ring-unanimous", "ring-patient");
  private static final double LIARS_OUT = 0.99;
  private static final double HONEST_SUSPENDED = 1e-3;
  private static final double REPLICAS = 3.45;
  private static final double ROUNDING = 1e-9;

  private Targets() {}

  /** In words. */
  static List<String> inWords() {
    return List.of(
        "targets: at most 0.1 % wrong answers accepted up to 20 % attackers, and up to 35 % but for"
            + " rings that lie",
        "only among themselves; 99 % of those that lie in a tenth of their jobs out within 50;"
            + " attacking pays less",
        "than honesty; no honest node slashed or ejected, 0.1 % suspended; 3.45 replicas a request"
            + " where all are",
        "honest and known; no more wrong answers than verdicts state, by bins of the error"
            + " stated, with 99 % confidence.");
  }

  /** What of it a report does not meet, a sentence each. */
  static List<String> unmet(Report report) {
    var unmet = new Sentences(report);
    boolean bounded =
        report.fraction() <= EVERYBODY + ROUNDING
            || report.fraction() <= NEARLY_EVERYBODY + ROUNDING
                && !ONLY_AMONG_THEMSELVES.contains(report.scenario());
    double wrong = (double) report.acceptedWrong() / report.requests();
    unmet.unless(!bounded || wrong <= WRONG, "%.4f %% wrong answers accepted", 100 * wrong);
    unmet.unless(
        report.liarsOutWithin50() >= LIARS_OUT,
        "%.1f %% of the liars out within 50 jobs",
        100 * report.liarsOutWithin50());
    unmet.unless(
        report.attackers() == 0 || report.attackerProfit() < report.honestProfit(),
        "an attacker gains %d millionths of an INFER, an honest node %d",
        report.attackerProfit(),
        report.honestProfit());
    unmet.unless(report.honestSlashed() == 0, "%d honest nodes slashed", report.honestSlashed());
    unmet.unless(report.honestEjected() == 0, "%d honest nodes ejected", report.honestEjected());
    unmet.unless(
        report.honestSuspended() <= HONEST_SUSPENDED * report.honestNodes(),
        "%d of %d honest nodes suspended",
        report.honestSuspended(),
        report.honestNodes());
    unmet.unless(
        report.attackers() > 0 || report.replicasPerRequestSettled() <= REPLICAS,
        "%.3f replicas a request",
        report.replicasPerRequestSettled());
    unmet.unless(
        report.posterior().stream().allMatch(Posterior.Bin::holds),
        "more wrong answers than verdicts state");
    return unmet.sentences;
  }

  private static final class Sentences {
    private final Report report;
    private final List<String> sentences = new ArrayList<>();

    Sentences(Report report) {
      this.report = report;
    }

    void unless(boolean met, String what, Object... figures) {
      if (!met) {
        sentences.add(
            String.format(
                    Locale.ROOT,
                    "%s at %.0f %%, seed %d: ",
                    report.scenario(),
                    100 * report.fraction(),
                    report.seed())
                + String.format(Locale.ROOT, what, figures));
      }
    }
  }
}
