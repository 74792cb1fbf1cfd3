package io.infera.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.infera.infra.local.StateDirectory;
import io.infera.runtime.InferAmount;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo from its command line, what it says of money, and what it left in the log. */
class DemoIT {
  private static final String STAYS = "The network stays up";
  private static final long PATIENCE_MS = 600_000;

  @TempDir private Path directory;

  @Test
  void shouldEndWithEverybodyPaidAndTheImpostorSlashed() throws Exception {
    Path report = directory.resolve("report.json");
    var state = new StateDirectory(directory.resolve("state"));
    var out = new StringWriter();
    ExecutorService background = Executors.newSingleThreadExecutor();
    try {
      Future<Integer> demo =
          background.submit(
              infera(
                  state, out, "demo", "--requests", "60", "--json", report.toString(), "--keep"));
      awaitEnd(demo, out);

      moneyAddsUp(new ObjectMapper().readTree(report.toFile()).path("money"));
      assertThat(infera(state, new StringWriter(), "replay").call())
          .as("verdicts, settlements, epochs and roster changes that differ")
          .isZero();
      background.shutdownNow();
      assertThat(demo.get(60, TimeUnit.SECONDS)).as(out.toString()).isZero();
    } finally {
      background.shutdownNow();
      background.awaitTermination(60, TimeUnit.SECONDS);
    }
  }

  private static Callable<Integer> infera(
      StateDirectory state, StringWriter out, String... arguments) {
    var line = new ArrayList<>(List.of(arguments));
    line.addAll(List.of("--dir", state.path().toString()));
    return () ->
        Infera.commandLine(state)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(out, true))
            .execute(line.toArray(String[]::new));
  }

  private static void awaitEnd(Future<Integer> demo, StringWriter out) throws Exception {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
    while (!out.toString().contains(STAYS)) {
      assertThat(demo.isDone()).as("ended before its time: %s", out).isFalse();
      assertThat(System.nanoTime()).as(out.toString()).isLessThan(end);
      Thread.sleep(200);
    }
  }

  private static void moneyAddsUp(JsonNode money) {
    assertThat(money.path("problems").isArray()).isTrue();
    assertThat(money.path("problems")).as(money.toPrettyString()).isEmpty();
    assertThat(money.path("slashes").asInt()).isGreaterThanOrEqualTo(2);
    assertThat(money.path("epochs").asLong()).isPositive();
    List<JsonNode> nodes = StreamSupport.stream(money.path("nodes").spliterator(), false).toList();
    onlyTheImpostorIsSlashed(nodes);
    honestNodesArePaid(nodes);
    feesGoWhereTheyShould(money, nodes);
    supplyAddsUp(money.path("supply"));
  }

  private static List<JsonNode> those(List<JsonNode> nodes, String kind) {
    return nodes.stream().filter(node -> node.path("kind").asText().equals(kind)).toList();
  }

  private static void onlyTheImpostorIsSlashed(List<JsonNode> nodes) {
    assertThat(those(nodes, "impostor")).hasSize(1);
    assertThat(nodes.stream().filter(node -> node.path("ejected").asBoolean()))
        .containsExactlyElementsOf(those(nodes, "impostor"));
    assertThat(nodes.stream().filter(node -> units(node, "taken").signum() > 0))
        .containsExactlyElementsOf(those(nodes, "impostor"));
    assertThat(units(those(nodes, "impostor").get(0), "atStake")).isZero();
  }

  private static void honestNodesArePaid(List<JsonNode> nodes) {
    assertThat(those(nodes, "honest"))
        .hasSize(5)
        .allSatisfy(
            node -> {
              assertThat(units(node, "emission")).isPositive();
              assertThat(units(node, "fees")).isPositive();
            });
  }

  private static void feesGoWhereTheyShould(JsonNode money, List<JsonNode> nodes) {
    JsonNode requester = money.path("requester");
    assertThat(units(requester, "debited")).isPositive();
    assertThat(units(requester, "debited").add(units(requester, "left")))
        .isEqualTo(units(requester, "deposited"));
    JsonNode fees = money.path("fees");
    assertThat(units(fees, "toNodes").add(units(fees, "toAuthor")).add(units(fees, "toNetwork")))
        .isEqualTo(units(requester, "debited"));
    assertThat(nodes.stream().map(node -> units(node, "fees")).reduce(BigInteger::add))
        .hasValue(units(fees, "toNodes"));
  }

  private static void supplyAddsUp(JsonNode supply) {
    assertThat(units(supply, "burned")).isPositive();
    assertThat(units(supply, "genesis").add(units(supply, "emitted")))
        .isEqualTo(units(supply, "total").add(units(supply, "burned")));
    assertThat(units(supply, "held")).isEqualTo(units(supply, "total"));
  }

  private static BigInteger units(JsonNode of, String field) {
    return InferAmount.parse(of.path(field).asText()).units();
  }
}
