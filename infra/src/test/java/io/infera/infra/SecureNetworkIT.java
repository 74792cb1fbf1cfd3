package io.infera.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.event.AnswerStatus;
import io.infera.event.InferenceResponse;
import io.infera.infra.local.Access;
import io.infera.infra.local.LocalNetwork;
import io.infera.infra.local.NodeSpec;
import io.infera.ingest.RequestProducer;
import io.infera.runtime.ClientFile;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A whole network where everybody logs in and may do what the catalogue says and no more. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecureNetworkIT {
  private static final int REQUESTS = 20;
  private static final String STRANGER = "0x" + "5".repeat(40);

  @TempDir static Path directory;

  private RunningNetwork running;
  private LocalNetwork network;

  @BeforeAll
  void start() throws Exception {
    running = RunningNetwork.start(directory, Map.of("engine", "stub"), true);
    network = running.network();
  }

  @AfterAll
  void stop() {
    if (running != null) {
      running.close();
    }
  }

  @Test
  void shouldVerifyAndSettleWithEachAsAUserOfItsOwn() throws Exception {
    List<InferenceResponse> answers = ask();

    assertThat(answers)
        .hasSize(REQUESTS)
        .allMatch(answer -> answer.getStatus() == AnswerStatus.VERIFIED);
    List<String> ids = answers.stream().map(InferenceResponse::getRequestId).toList();
    running.awaitSettled(ids);
    assertThat(running.infera("verify-receipt", ids.get(0))).contains("PROVEN");
    assertThat(running.infera("recompute-draw", ids.get(0))).contains("equal");
    assertThat(running.infera("read", "infera.verdicts")).contains(ids.get(0));
    assertThat(running.infera("sql", "--json", "SELECT requestId FROM verdicts"))
        .contains(ids.get(0));
    assertThat(running.infera(1, "read", "infera.results"))
        .contains("not allowed to read infera.results");
    Path texts = Files.writeString(directory.resolve("texts"), "One more.\n");
    // Standard output would be closed at its end.
    Path output = directory.resolve("answers");
    running.infera(
        "submit",
        "--model",
        "stub",
        "--own-reply-topic",
        "--output",
        output.toString(),
        texts.toString());
    assertThat(output).content().contains("VERIFIED");
    assertThat(network.processes()).allMatch(process -> process.alive());

    // What a restart needs, too: open transactions to be found, changelogs to be read.
    for (String service : List.of("verification", "dispatcher")) {
      network.kill(service);
      network.restart(service);
    }
    List<InferenceResponse> later = ask();
    assertThat(later).allMatch(answer -> answer.getStatus() == AnswerStatus.VERIFIED);
    running.awaitSettled(later.stream().map(InferenceResponse::getRequestId).toList());
    assertThat(running.infera("replay")).isNotNull();
  }

  @Test
  void shouldLetNobodyReadWhatIsNotTheirs() {
    String node = network.nodeId(new NodeSpec("node-1", false, Map.of()));
    String other = network.nodeId(new NodeSpec("node-2", false, Map.of()));

    assertThat(running.read(node, Topics.jobs(node))).isNotNull();
    assertRefused(node, Topics.RESULTS);
    assertRefused(node, Topics.REQUESTS);
    assertRefused(node, Topics.jobs(other));
    assertRefused(network.requester(), Topics.RESPONSES);
    assertRefused(network.requester(), Topics.REQUESTS);
    try (Admin nobody =
        Admin.create(
            Map.of(
                "bootstrap.servers", network.layout().bootstrapServers(),
                "default.api.timeout.ms", 5_000,
                "request.timeout.ms", 4_000))) {
      assertThatThrownBy(() -> nobody.listTopics().names().get())
          .isInstanceOf(ExecutionException.class);
    }
  }

  @Test
  void shouldEnrolWhoComesLater() throws Exception {
    String printed = running.infera("access", "node", STRANGER, "--quiet");

    var settings =
        ClientFile.settings(network.layout().bootstrapServers(), Path.of(printed.strip()));
    try (Admin stranger = Admin.create(settings)) {
      assertThat(stranger.listTopics().names().get()).containsExactly(Topics.REGISTRATIONS.name());
    }
    settings.put(
        "sasl.jaas.config",
        settings.get("sasl.jaas.config").toString().replaceAll("password=\"..", "password=\"xx"));
    try (Admin impostor = Admin.create(settings)) {
      assertThatThrownBy(() -> impostor.listTopics().names().get())
          .hasCauseInstanceOf(SaslAuthenticationException.class);
    }
  }

  @Test
  void shouldTellPasswordsToNobody() throws Exception {
    List<String> passwords = new ArrayList<>();
    Pattern password = Pattern.compile("password=\"([^\"]+)\"");
    try (var files = Files.list(running.state().access().directory())) {
      for (Path file : files.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as("%s", file)
            .isEqualTo("rw-------");
        Matcher found = password.matcher(Files.readString(file));
        assertThat(found.find()).isTrue();
        passwords.add(found.group(1));
      }
    }
    assertThat(passwords).hasSizeGreaterThan(10).doesNotHaveDuplicates();
    try (var logs = Files.list(running.state().path().resolve("logs"))) {
      for (Path log : logs.toList()) {
        String text = Files.readString(log);
        assertThat(passwords).as("%s", log).noneMatch(text::contains);
      }
    }
    assertThat(network.processes())
        .allSatisfy(
            process ->
                assertThat(passwords)
                    .noneMatch(
                        secret -> String.join(" ", process.spec().command()).contains(secret)));
    assertThat(passwords).noneMatch(Files.readString(running.state().network())::contains);
    try (var configurations = Files.list(running.state().path().resolve("conf"))) {
      assertThat(configurations.filter(file -> file.toString().endsWith(".properties")))
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .isEqualTo("rw-------"));
    }
  }

  private List<InferenceResponse> ask() throws InterruptedException {
    var answers = new ArrayList<CompletableFuture<InferenceResponse>>();
    try (RequestProducer producer =
        network.producer().modelId("stub").deadline(Duration.ofSeconds(60)).build()) {
      for (int i = 0; i < REQUESTS; i++) {
        answers.add(producer.submit("Text number " + i + "."));
      }
      return answers.stream()
          .map(
              answer ->
                  answer.orTimeout(RunningNetwork.PATIENCE.toSeconds(), TimeUnit.SECONDS).join())
          .toList();
    }
  }

  private void assertRefused(String user, Topic<?> topic) {
    assertThat(user).isNotEqualTo(Access.ADMIN);
    assertThatThrownBy(() -> running.read(user, topic))
        .as("%s reads %s", user, topic.name())
        .isInstanceOf(TopicAuthorizationException.class);
  }
}
