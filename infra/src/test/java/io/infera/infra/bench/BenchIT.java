package io.infera.infra.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command on a network of its own; counts are asserted, never a speed. */
class BenchIT {
  private static final int ASKED = 40 + 3 * 100;

  @TempDir Path directory;

  @Test
  void shouldCountEveryRequestOnce() throws Exception {
    Path json = directory.resolve("report.json");
    var out = new StringWriter();

    int exit =
        new CommandLine(new BenchCommand())
            .setOut(new PrintWriter(out))
            .execute(
                "--engine=stub",
                "--nodes=3",
                "--requests=100",
                "--repetitions=2",
                "--warm-up=40",
                "--in-flight=20",
                "--rate=50",
                "--dir=" + directory.resolve("state"),
                "--json=" + json);

    assertThat(exit).isZero();
    assertThat(out.toString()).contains("no full run").contains("infera.results");
    JsonNode report = new ObjectMapper().readTree(json.toFile());
    assertThat(report.path("byStatus").path("VERIFIED").asInt()).isEqualTo(300);
    assertThat(report.path("byStatus")).hasSize(1);
    assertThat(report.path("settled").asInt()).isEqualTo(ASKED);
    assertThat(report.path("complete").asBoolean()).isTrue();
    assertThat(report.path("full").asBoolean()).isFalse();
    assertThat(report.path("latencyMs").path("requests").asInt()).isEqualTo(100);
    assertThat(report.path("latencyMs").path("p99").isNumber()).isTrue();
    assertThat(report.path("verifiedPerSecond").isNumber()).isTrue();
    assertThat(report.path("cpuMicrosPerRequest").isNumber()).isTrue();
    assertThat(report.path("cpuMicrosPerRequestByProcess").path("node-3").path("all").isNumber())
        .isTrue();
    // Three results of a vector of 384 floats each.
    assertThat(report.path("bytesPerRequestByTopic").path("infera.results").asDouble())
        .isGreaterThan(3 * 4 * 384);
  }
}
