package io.infera.infra.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class AttackCommandTest {
  private final StringWriter errors = new StringWriter();
  private final CommandLine attack =
      new CommandLine(new AttackCommand())
          .setOut(new PrintWriter(new StringWriter()))
          .setErr(new PrintWriter(errors));

  @TempDir private Path directory;

  @Test
  void shouldWriteAReportForEveryScenario() throws Exception {
    Path file = directory.resolve("report.json");

    assertThat(attack.execute("--nodes", "20", "--requests", "100", "--json", file.toString()))
        .isZero();

    JsonNode scenarios = new ObjectMapper().readTree(file.toFile()).get("scenarios");
    assertThat(scenarios).hasSize(Scenarios.all().size());
    assertThat(scenarios)
        .allSatisfy(
            report -> {
              assertThat(report.fieldNames())
                  .toIterable()
                  .contains(
                      "scenario",
                      "requests",
                      "seed",
                      "acceptedWrong",
                      "unverified",
                      "replicasPerRequest",
                      "attackerProfit",
                      "honestProfit",
                      "honestSlashed",
                      "honestEjected",
                      "honestSuspended",
                      "honestNodeEpochs",
                      "oddNodeEpochs");
              assertThat(report.get("detectionJobs").fieldNames())
                  .toIterable()
                  .containsExactly("p50", "p99");
              assertThat(report.get("posterior").get(0).fieldNames())
                  .toIterable()
                  .contains("from", "to", "answers", "wrong", "rate", "lower", "upper", "stated");
            });
  }

  @Test
  void shouldNameTheScenariosWhenOneIsUnknown() {
    assertThat(attack.execute("--scenario", "magic")).isEqualTo(2);
    assertThat(errors.toString()).contains("magic").contains("ring-unanimous");
  }
}
