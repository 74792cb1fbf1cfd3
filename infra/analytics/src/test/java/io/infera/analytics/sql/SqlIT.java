package io.infera.analytics.sql;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.infera.analytics.support.Ring;
import io.infera.analytics.support.Streams;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.testing.Records;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Every table, and every worked query, over a real broker that holds a story with a known end. */
class SqlIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;

  private static Streams streams;
  private static SqlSession session;

  @BeforeAll
  static void tell() throws Exception {
    streams = new Streams();
    Ring.tell(streams);
    session = SqlSession.open(connection(), Mode.BOUNDED, 1);
  }

  @AfterAll
  static void close() throws Exception {
    session.close();
    streams.close();
  }

  @Test
  void shouldReadEveryTopicOfTheCatalogue() throws Exception {
    String counts =
        Topics.all().stream()
            .map(TableDdl::name)
            .map(name -> "SELECT '%s' AS name, COUNT(*) AS n FROM `%s`".formatted(name, name))
            .collect(joining(" UNION ALL "));

    var found = new TreeMap<String, Long>();
    rows(counts).forEach(row -> found.put(row.get("name").asText(), row.get("n").asLong()));

    assertThat(found).hasSize(Topics.all().size()).doesNotContainValue(0L);
    // Of two policies one was withdrawn; three changes of two standings.
    assertThat(found).containsEntry("models", 1L).containsEntry("standings", 2L);
    assertThat(found).containsEntry("verdicts", 3L).containsEntry("registrations", 1L);
  }

  @Test
  void shouldShowWhatRecordsHold() throws Exception {
    JsonNode row = rows("SELECT * FROM assignments").get(0);

    assertThat(row.at("/policy/accept").asDouble()).isEqualTo(0.999);
    assertThat(row.get("kind").asText()).isEqualTo("ASSIGNED");
    assertThat(row.at("/draw/seed").asText()).isEqualTo(hex("seed"));
    assertThat(row.at("/nodes/2/nodeId").asText()).isEqualTo(Records.node(3));
    assertThat(row.get("at").asText()).isEqualTo(Records.AT.toString());
    assertThat(row.get("log_offset").asLong()).isZero();
  }

  @Test
  void shouldReadTheSameInTheFormatThatOthersUse() throws Exception {
    String query = "SELECT * FROM rosters";
    try (SqlSession standard =
        SqlSession.open(TableDdl.standard(connection(), Mode.BOUNDED), Mode.BOUNDED, 1)) {
      assertThat(rows(standard, query)).hasSize(3).isEqualTo(rows(query));
    }
  }

  @Test
  void shouldFollowATableThatChanges() throws Exception {
    var changes = new ArrayList<String>();
    try (SqlSession following =
            SqlSession.open(TableDdl.standard(connection(), Mode.FOLLOWING), Mode.FOLLOWING, 1);
        CloseableIterator<Row> rows =
            following.execute("SELECT nodeId, state FROM standings").collect()) {
      while (changes.size() < 4) {
        changes.add(rows.next().toString());
      }
    }

    assertThat(changes)
        .containsExactly(
            "+I[" + Records.node(4) + ", ACTIVE]",
            "+I[" + Records.node(1) + ", ACTIVE]",
            "-U[" + Records.node(4) + ", ACTIVE]",
            "+U[" + Records.node(4) + ", EJECTED]");
  }

  @Test
  void shouldNameWhoFellInTheLastHourWithTheEvidence() throws Exception {
    List<JsonNode> rows = ask("fallen");

    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).toString())
        .contains("\"at\":\"" + Ring.EJECTED + "\"")
        .contains("\"nodeId\":\"" + Records.node(4) + "\"")
        .contains("\"reason\":\"EJECTED\"")
        .contains("\"request\":\"" + Records.REQUESTER + "/r-2\"")
        .contains("\"outcome\":\"FAULTY\",\"cosine\":0.99")
        .contains("\"audit\":\"CONFIRMED\",\"auditor\":\"" + Records.node(9) + "\"");
  }

  @Test
  void shouldTellWhichNodesDisagree() throws Exception {
    List<JsonNode> rows = ask("agreement");

    assertThat(rows).hasSize(9);
    assertThat(rows.subList(0, 4)).allMatch(row -> row.get("agreePercent").asDouble() == 0);
    assertThat(rows.subList(4, 9)).allMatch(row -> row.get("agreePercent").asDouble() == 100);
    assertThat(rows)
        .filteredOn(row -> row.get("requests").asInt() == 2)
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.get("nodeA").asText()).isEqualTo(Ring.sorted(2, 3).get(0));
              assertThat(row.get("leastCosine").asDouble()).isEqualTo(0.9995);
            });
  }

  @Test
  void shouldSortPairsByTheirDistance() throws Exception {
    assertThat(fields(ask("similarity"), "distanceFrom", "pairs", "sharePercent"))
        .containsExactly("1.0E-8 4 40.0", "1.0E-4 2 20.0", "0.01 4 40.0");
  }

  @Test
  void shouldTellWhatReplicationCosts() throws Exception {
    assertThat(
            fields(
                ask("replication-cost"),
                "requests",
                "nodesDrawn",
                "auditedPercent",
                "tokensComputed",
                "tokensVerified",
                "computedPerVerified",
                "paidMicroInfer"))
        .containsExactly("3 3.33 33.33 63 21 3.0 42");
  }

  @Test
  void shouldShowPairsThatAgreeAgainstTheRest() throws Exception {
    List<JsonNode> rows = ask("against-the-rest");

    assertThat(rows).hasSize(2);
    assertThat(rows)
        .filteredOn(row -> row.get("nodeA").asText().equals(Ring.sorted(4, 5).get(0)))
        .singleElement()
        .satisfies(
            ring -> {
              assertThat(ring.get("nodeB").asText()).isEqualTo(Ring.sorted(4, 5).get(1));
              assertThat(ring.get("againstTheRest").asInt()).isEqualTo(1);
              assertThat(ring.get("shownWrong").asInt()).isEqualTo(1);
            });
    assertThat(rows).filteredOn(row -> row.get("shownWrong").asInt() == 0).hasSize(1);
  }

  @Test
  void shouldAnswerTheOtherWorkedQueries() throws Exception {
    assertThat(fields(ask("standings"), "nodeId", "state", "standing"))
        .containsExactly(Records.node(1) + " ACTIVE 0.3", Records.node(4) + " EJECTED 0.0");
    assertThat(fields(ask("outcomes"), "status", "reason", "requests", "sharePercent"))
        .containsExactly("VERIFIED QUORUM 3 100.0");
    assertThat(fields(ask("latency"), "nodeId", "drawn", "answered", "worstMs"))
        .startsWith(Records.node(9) + " 1 1 90")
        .contains(Records.node(4) + " 2 1 40");
    assertThat(fields(ask("audits"), "audit", "requests", "sharePercent", "corrected"))
        .containsExactly("CONFIRMED 1 33.33 0", "NONE 2 66.67 0");
    assertThat(fields(ask("inconclusive"), "results", "inconclusivePercent", "silentPercent"))
        .containsExactly("10 0.0 10.0");
    assertThat(fields(ask("doubt"), "errorFrom", "requests"))
        .containsExactly("1.0E-6 1", "1.0E-4 2");
    assertThat(fields(ask("earnings"), "requests", "tokens", "microInfer"))
        .containsExactly("2 14 14", "2 14 14", "2 14 14");
    assertThat(fields(ask("error-rates"), "falsePositive", "noMore"))
        .containsExactly("0.01023891 0.71");
    assertThat(fields(ask("shadows"), "requests", "verifiedPercent", "nodesJudgedOtherwise"))
        .containsExactly("1 100.0 1");
    List<JsonNode> lanes = ask("settling");
    assertThat(lanes.stream().mapToInt(lane -> lane.get("settlements").asInt()).sum()).isEqualTo(3);
    assertThat(lanes.stream().mapToInt(lane -> lane.get("notFinal").asInt()).sum()).isEqualTo(2);
    assertThat(lanes).anyMatch(lane -> lane.get("p50Seconds").asDouble() == 3);
    assertThat(fields(ask("history"), "epoch"))
        .containsExactly("3", "4", "5", "6", "7", "8", "9", "10", "11", "12");
  }

  @Test
  void shouldAnswerWithoutARowWhenThereIsNone() throws Exception {
    assertThat(rows("SELECT * FROM verdicts WHERE modelId = 'no such model'")).isEmpty();
    assertThat(rows("SELECT nodeId FROM standings WHERE nodeId = 'nobody' ORDER BY nodeId"))
        .isEmpty();
  }

  @Test
  void shouldPrintATableAndTellOfWhatIsNoRecord() throws Exception {
    Path file =
        Files.writeString(directory.resolve("q.sql"), "-- two;\nSELECT 1 AS first_one; SELECT 2;");
    var out = new StringWriter();
    var err = new StringWriter();

    int exit = sql(out, err, "outcomes", "--file", file.toString());

    assertThat(exit).as(err.toString()).isZero();
    assertThat(out.toString().lines())
        .anyMatch(line -> line.matches("all-minilm-l6-v2 +VERIFIED +QUORUM +3 +100.00.*"))
        .contains("first_one", "1 row");
    assertThat(err.toString()).contains("How requests ended").contains("records were left out");
  }

  @Test
  void shouldSayWhatIsWrongWithAQuery() {
    var err = new StringWriter();

    assertThat(sql(new StringWriter(), err, "SELECT nothing FROM verdicts")).isEqualTo(1);
    assertThat(err.toString())
        .contains("infera sql: ")
        .contains("'nothing'")
        .doesNotContain("\tat ");
    assertThat(sql(new StringWriter(), err, "no-such-query")).isEqualTo(2);
  }

  private static int sql(StringWriter out, StringWriter err, String... arguments) {
    var all =
        new ArrayList<>(
            List.of(
                "--bootstrap", streams.bootstrapServers(), "--registry", streams.registryUrl()));
    all.addAll(List.of(arguments));
    return new CommandLine(new SqlMain())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(all.toArray(String[]::new));
  }

  private static String hex(String of) {
    return java.util.HexFormat.of().formatHex(Records.digest(of).bytes());
  }

  private static Connection connection() {
    return new Connection(
        Map.of("bootstrap.servers", streams.bootstrapServers()), streams.registryUrl());
  }

  private static List<JsonNode> ask(String name) throws Exception {
    return rows(WorkedQuery.named(name).orElseThrow().sql());
  }

  private static List<JsonNode> rows(String sql) throws Exception {
    return rows(session, sql);
  }

  private static List<JsonNode> rows(SqlSession from, String sql) throws Exception {
    var out = new StringWriter();
    new RowPrinter(new PrintWriter(out), true).print(from.execute(sql));
    var rows = new ArrayList<JsonNode>();
    for (String line : out.toString().lines().toList()) {
      rows.add(JSON.readTree(line));
    }
    return rows;
  }

  private static List<String> fields(List<JsonNode> rows, String... names) {
    return rows.stream()
        .map(row -> List.of(names).stream().map(n -> row.get(n).asText()).collect(joining(" ")))
        .toList();
  }
}
