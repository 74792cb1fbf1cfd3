package io.infera.infra.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.infra.report.Chart.Point;
import io.infera.infra.report.Panels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CurvesTest {
  private final Fate honest = new Fate();

  @Test
  void shouldLeaveOutWhatWasNeverDetected() {
    Panels panels =
        Curves.panels(
            "",
            List.of(detected("sleeper", 0.1, 7), detected("sleeper", 0.2, Fate.NEVER)),
            CurvesTest::detection);

    assertThat(panels.series())
        .singleElement()
        .satisfies(
            series ->
                assertThat(series.points())
                    .containsExactly(new Point(10, 7), new Point(20, Double.NaN)));
    assertThat(panels.notes()).singleElement().asString().contains("never put out");
    assertThat(panels.toSvg()).doesNotContain("NaN");
  }

  @Test
  void shouldShowAllThatDifferAndNameTheOthers() {
    Panels panels =
        Curves.panels(
            "",
            List.of(
                detected("slow", 0.1, Fate.NEVER),
                detected("constant", 0.1, 2),
                detected("scaled", 0.1, 2),
                detected("spoof", 0.1, 3),
                detected("sybil", 0.1, 3),
                detected("slow", 0.2, Fate.NEVER),
                detected("constant", 0.2, 3),
                detected("scaled", 0.2, 3),
                detected("spoof", 0.2, 3),
                detected("sybil", 0.2, 4)),
            CurvesTest::detection);

    assertThat(panels.series()).extracting("name").containsExactly("constant, scaled", "sybil");
    assertThat(panels.notes())
        .contains("At no share a value: slow.", "Always 3: spoof.")
        .hasSize(3);
  }

  @Test
  void shouldAverageSeeds() {
    Panels panels =
        Curves.panels(
            "",
            List.of(
                detected("sybil", 0.1, 2), detected("sybil", 0.2, 3), detected("sybil", 0.1, 4)),
            CurvesTest::detection);

    // 3 and 3: flat.
    assertThat(panels.series()).isEmpty();
    assertThat(panels.notes()).containsExactly("Always 3: sybil.");
  }

  @Test
  void shouldWritePlotsAndTables(@TempDir Path directory) throws Exception {
    Curves.write(directory, List.of(Small.run("hardware", 0.2), Small.run("ring-patient", 0.49)));

    assertThat(directory.toFile().list())
        .containsExactlyInAnyOrder(
            "wrong.svg",
            "unverified.svg",
            "replicas.svg",
            "detection.svg",
            "table.md",
            "posterior.md");
    assertThat(Files.readAllLines(directory.resolve("table.md")))
        .anyMatch(line -> line.startsWith("| hardware |") && line.endsWith("| 300 | 60 |"));
    assertThat(Files.readAllLines(directory.resolve("posterior.md")))
        .anyMatch(line -> line.startsWith("| hardware | 0 to 30 |"))
        .anyMatch(line -> line.startsWith("| ring-patient > 35 % |"));
  }

  private static double detection(Report report) {
    return report.detectionJobs().p50() == null ? Double.NaN : report.detectionJobs().p50();
  }

  /** One attacker that was out so many jobs after its first offence. */
  private Report detected(String scenario, double fraction, long jobs) {
    var attacker = new Fate();
    attacker.firstOffence = 1;
    attacker.putOutAfter = jobs;
    var outcomes =
        new Outcomes(List.of(attacker), List.of(honest), 0, 0, 0, 3_000, 1_500, List.of());
    return Report.of(
        Scenarios.named(scenario).orElseThrow(), Small.setting(10, fraction, 1_000, 1), outcomes);
  }
}
