package io.infera.infra.attack;

import io.infera.infra.attack.Posterior.Bin;
import io.infera.verification.domain.judge.Credence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How often answers were wrong by the error that their verdicts state, for people. A scenario's
 * runs are taken together; apart are those with more attackers than the posterior reckons with.
 */
final class PosteriorTable {
  private static final double PPM = 1e6;
  private static final double ROUNDING = 1e-9;
  private static final String LAYOUT = "%-29s %17s %9s %7s %9s %9s %21s %7s%n";

  private PosteriorTable() {}

  static String text(List<Report> reports) {
    var table = new StringBuilder();
    table.append(
        String.format(
            "answers by the error that their verdicts state, in parts per million; rate: of these"
                + " wrong,%nwith its 95 %% interval; stated: whether their mean lies within it, or"
                + " above, as a bound does%n%n"));
    table.append(
        LAYOUT.formatted(
            "posterior", "bin", "answers", "wrong", "mean", "rate", "95 % interval", "stated"));
    for (String[] row : rows(reports)) {
      table.append(LAYOUT.formatted((Object[]) row));
    }
    return table.toString();
  }

  static String markdown(List<Report> reports) {
    var table =
        new StringBuilder(
            "| scenario | error stated, ppm | answers | wrong | mean stated, ppm | wrong, ppm |"
                + " its 95 % interval | stated lies |\n|---|--:|--:|--:|--:|--:|--:|---|\n");
    for (String[] row : rows(reports)) {
      table.append("| ").append(String.join(" | ", row)).append(" |\n");
    }
    return table.toString();
  }

  private static List<String[]> rows(List<Report> reports) {
    Map<String, List<List<Bin>>> runs = new LinkedHashMap<>();
    for (Report report : reports) {
      boolean beyond = report.fraction() > Credence.BAD_SHARE + ROUNDING;
      String name = report.scenario() + (beyond ? " > 35 %" : "");
      runs.computeIfAbsent(name, key -> new ArrayList<>()).add(report.posterior());
    }
    var rows = new ArrayList<String[]>();
    runs.forEach((name, bins) -> Posterior.pooled(bins).forEach(bin -> rows.add(row(name, bin))));
    return rows;
  }

  private static String[] row(String name, Bin bin) {
    return new String[] {
      name,
      "%.0f to %.0f".formatted(PPM * bin.from(), PPM * bin.to()),
      Long.toString(bin.answers()),
      Long.toString(bin.wrong()),
      ppm(bin.stated()),
      ppm(bin.rate()),
      ppm(bin.lower()) + " to " + ppm(bin.upper()),
      bin.fit().name().toLowerCase(Locale.ROOT) + (bin.holds() ? "" : ", for certain")
    };
  }

  private static String ppm(double share) {
    return String.format(Locale.ROOT, "%.1f", PPM * share);
  }
}
