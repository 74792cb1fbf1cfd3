package io.infera.infra.attack;

import java.util.List;
import java.util.Locale;

/**
 * For how long honest nodes were watched: that nothing befell them says little unless it is long.
 */
final class Exposure {
  /** Node-epochs for which the target of honest nodes is stated. */
  static final long ENOUGH = 30_000;

  private Exposure() {}

  /** A line for each report in which honest nodes have odd hardware. */
  static List<String> lines(List<Report> reports) {
    return reports.stream().filter(report -> report.oddNodeEpochs() > 0).map(Exposure::of).toList();
  }

  private static String of(Report report) {
    return String.format(
        Locale.ROOT,
        "%s at %.0f %%, seed %d: %,d node-epochs of honest nodes, %,d of them on odd hardware%s",
        report.scenario(),
        100 * report.fraction(),
        report.seed(),
        report.honestNodeEpochs(),
        report.oddNodeEpochs(),
        report.honestNodeEpochs() < ENOUGH
            ? String.format(Locale.ROOT, "; fewer than the %,d of the target", ENOUGH)
            : "");
  }
}
