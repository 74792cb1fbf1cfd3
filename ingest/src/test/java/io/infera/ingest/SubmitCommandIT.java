package io.infera.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.infera.event.AnswerStatus;
import io.infera.event.InferenceRequest;
import io.infera.event.InferenceResponse;
import io.infera.schemas.catalog.TopicAdmin;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.testing.InMemorySchemaRegistry;
import io.infera.schemas.testing.TestBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process of its own, with its standard streams. */
@Timeout(120)
class SubmitCommandIT {
  private static final JsonMapper JSON = new JsonMapper();
  private static TestBroker broker;
  private static InMemorySchemaRegistry registry;

  @TempDir private Path directory;

  private record Result(int exit, String out, String err) {
    Map<Long, JsonNode> byLine() throws Exception {
      var lines = new java.util.TreeMap<Long, JsonNode>();
      for (String line : out.lines().toList()) {
        var json = JSON.readTree(line);
        lines.put(json.get("line").longValue(), json);
      }
      return lines;
    }
  }

  @BeforeAll
  static void start() {
    broker = TestBroker.start();
    registry = InMemorySchemaRegistry.start();
    try (var admin = broker.admin()) {
      new TopicAdmin(admin).ensure(List.of(Topics.REQUESTS, Topics.RESPONSES), (short) 1);
    }
  }

  @AfterAll
  static void stop() {
    registry.close();
    broker.close();
  }

  @Test
  void shouldAnswerEveryLineOfStandardInput() throws Exception {
    try (var network = Responder.answering(broker, registry.url())) {
      var result = submit("one\n\ntwo\nthree\n", "--vectors", "-");
      assertThat(result.exit()).as(result.err()).isZero();
      assertThat(result.byLine().keySet()).containsExactly(1L, 3L, 4L);
      var json = result.byLine().get(3L);
      assertThat(json.get("status").asText()).isEqualTo("VERIFIED");
      assertThat(json.get("reason").asText()).isEqualTo("QUORUM");
      assertThat(json.get("agreeing").asInt()).isEqualTo(2);
      assertThat(json.get("drawn").asInt()).isEqualTo(3);
      assertThat(json.get("tokens").asInt()).isEqualTo(7);
      assertThat(json.get("dimension").asInt()).isEqualTo(3);
      assertThat(json.get("vector").toString()).isEqualTo("[1.0,0.0,0.0]");
      assertThat(json.get("vectorSha256").asText()).hasSize(64);
      assertThat(json.get("latencyMs").asDouble()).isPositive();
      assertThat(result.err()).contains("3 submitted", "VERIFIED 3; latency p50");
      assertThat(network.awaitReceived(3))
          .extracting(request -> request.getInput().getText())
          .containsExactlyInAnyOrder("one", "two", "three");
    }
  }

  @Test
  void shouldReportBadLinesAndGoOn() throws Exception {
    try (var network = Responder.answering(broker, registry.url())) {
      var file = directory.resolve("requests.jsonl");
      Files.writeString(
          file,
          """
          {"id":"first","text":"one","replicas":5,"model":"other"}
          {"txt":"two"}
          {"id":"first","text":"three"}
          {"text":"four","deadlineMs":1500}
          """);
      var result = submit("", "--own-reply-topic", file.toString());
      assertThat(result.exit()).isEqualTo(1);
      assertThat(result.byLine().keySet()).containsExactly(1L, 4L);
      assertThat(result.byLine().get(1L).get("requestId").asText()).isEqualTo("first");
      assertThat(result.err())
          .contains(
              "line 2: unknown field txt",
              "line 3: id first is that of line 1 already",
              "2 bad lines");
      var requests =
          network.awaitReceived(2).stream()
              .collect(
                  Collectors.toMap(request -> request.getInput().getText(), request -> request));
      assertThat(requests.get("one").getReplicas()).isEqualTo(5);
      assertThat(requests.get("one").getModelId()).isEqualTo("other");
      assertThat(requests.get("four").getDeadline())
          .isEqualTo(requests.get("four").getCreatedAt().plusMillis(1500));
    }
  }

  @Test
  void shouldExitWithOneWhenAnAnswerIsNotVerified() throws Exception {
    try (var network =
        new Responder(broker, registry.url(), false, SubmitCommandIT::verifiedUnlessTwo)) {
      var result = submit("one\ntwo\n");
      assertThat(result.exit()).isEqualTo(1);
      assertThat(result.byLine().get(2L).get("status").asText()).isEqualTo("UNVERIFIED");
      assertThat(result.byLine().get(2L).has("vectorSha256")).isFalse();
      assertThat(result.err()).contains("VERIFIED 1, UNVERIFIED 1");
    }
  }

  private static List<InferenceResponse> verifiedUnlessTwo(InferenceRequest request) {
    var answer = Responder.verified(request);
    return request.getInput().getText().equals("two")
        ? List.of(
            InferenceResponse.newBuilder(answer)
                .setStatus(AnswerStatus.UNVERIFIED)
                .setReason("NO_QUORUM")
                .setOutput(null)
                .setNodeId(null)
                .build())
        : List.of(answer);
  }

  @Test
  void shouldExitWithTwoWhenSomethingIsNotThere() throws Exception {
    assertUnusable("cannot work with Kafka at 127.0.0.1:9", "--bootstrap", "127.0.0.1:9");
    assertUnusable(
        "the schema registry at http://127.0.0.1:9 does not answer",
        "--registry",
        "http://127.0.0.1:9");
    assertUnusable("there is no file", directory.resolve("absent").toString());
    assertUnusable("expected a duration such as", "--deadline", "soon");
    assertUnusable("--replicas must be at least 3", "--replicas", "2");
    assertUnusable(
        "exists; give another name",
        "--output",
        Files.createFile(directory.resolve("there")).toString());
  }

  private void assertUnusable(String message, String... arguments) throws Exception {
    var result = submit("one\n", arguments);
    assertThat(result.err()).contains(message).doesNotContain("\tat ");
    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
  }

  @Test
  void shouldSumUpWhenInterruptedAndResume() throws Exception {
    var answers = directory.resolve("answers.jsonl");
    var input = directory.resolve("texts");
    Files.writeString(input, "one\ntwo\nhold\nlast\n");
    var resumable =
        new String[] {
          "--id-prefix", "job", "--output", answers.toString(), "--resume", input.toString()
        };
    try (var network =
        new Responder(
            broker, registry.url(), true, request -> List.of(Responder.verified(request)))) {
      var process = launch(resumable);
      network.awaitReceived(4);
      signal(process, "INT");
      var interrupted = finish(process, "");
      assertThat(interrupted.exit()).isEqualTo(130);
      assertThat(interrupted.err()).contains("interrupted; 4 submitted", "4 in flight");
      network.open();

      Files.writeString(
          answers,
          "{\"requestId\":\"job-1\",\"line\":1,\"status\":\"VERIFIED\"}\n{\"requestId\":\"jo");
      var resumed = submit("", resumable);
      assertThat(resumed.exit()).as(resumed.err()).isZero();
      assertThat(resumed.err()).contains("3 submitted, 1 answered before", "VERIFIED 4");
      assertThat(Files.readAllLines(answers))
          .hasSize(4)
          .allMatch(line -> line.endsWith("}"))
          .extracting(line -> JSON.readTree(line).get("requestId").asText())
          .containsExactlyInAnyOrder("job-1", "job-2", "job-3", "job-4");
    }
  }

  @Test
  void shouldExitWithTwoWhenNobodyReadsItsOutput() throws Exception {
    try (var network = Responder.answering(broker, registry.url())) {
      var process = launch();
      process.getInputStream().close();
      try (var in = process.getOutputStream()) {
        in.write("one\ntwo\n".getBytes(UTF_8));
      }
      assertThat(process.waitFor()).isEqualTo(2);
      assertThat(Files.readString(directory.resolve("stderr")))
          .contains("cannot write answers")
          .doesNotContain("was closed before");
    }
  }

  @Test
  void shouldRefuseToResumeLinesWithoutAnId() throws Exception {
    var result = submit("one\n", "--output", directory.resolve("a").toString(), "--resume");
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err()).contains("line 1: has no id, so it cannot be resumed");
  }

  private Result submit(String input, String... arguments) throws Exception {
    return finish(launch(arguments), input);
  }

  private Process launch(String... arguments) throws Exception {
    var command =
        new ArrayList<>(
            List.of(
                // A build in the background ignores Ctrl-C, and its children would too.
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.infera.ingest.SubmitCommand",
                "--bootstrap",
                broker.bootstrapServers(),
                "--registry",
                registry.url(),
                "--key",
                directory.resolve("key").toString()));
    // A later option must not stand beside the same one before.
    for (String argument : arguments) {
      int at = command.indexOf(argument);
      if (at >= 0) {
        command.subList(at, at + 2).clear();
      }
    }
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(directory.resolve("stderr").toFile()).start();
  }

  private Result finish(Process process, String input) throws Exception {
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(UTF_8));
    } catch (java.io.IOException e) {
      // The process ended without reading its input.
    }
    var out = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Result(process.waitFor(), out, Files.readString(directory.resolve("stderr")));
  }

  private static void signal(Process process, String name) throws Exception {
    var kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }
}
