package io.infera.verification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.AnswerStatus;
import io.infera.event.Disposition;
import io.infera.event.InferenceResponse;
import io.infera.event.SettlementEvent;
import io.infera.event.Verdict;
import io.infera.schemas.canonical.Digests;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.testing.Records;
import io.infera.verification.kafka.LogEnd;
import io.infera.verification.kafka.LogTopics;
import io.infera.verification.replay.Fingerprints;
import io.infera.verification.replay.PublishedLog;
import io.infera.verification.replay.Replay;
import io.infera.verification.stream.InputTopic;
import io.infera.verification.support.LocalProcess;
import io.infera.verification.support.Network;
import io.infera.verification.support.Story;
import io.infera.verification.support.Throttle;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged local process against a real broker. Each test has a process of its own that judges
 * the whole log anew, and looks at its own requests alone.
 */
class VerificationIT {
  private static Network network;

  @TempDir private Path directory;
  private LocalProcess flink;

  @BeforeAll
  static void startNetwork() {
    network = new Network();
  }

  @AfterAll
  static void stopNetwork() {
    network.close();
  }

  @BeforeEach
  void start() {
    flink = new LocalProcess(directory, network.values(Map.of())).start();
  }

  @AfterEach
  void stop() {
    flink.close();
  }

  @Test
  void shouldVerifyAndSettle() throws Exception {
    network.send(Story.unhurried("honest", Instant.now()));
    results("honest", 1, 2, 3);

    Network.await("settled", () -> settled("honest").size() == 1);

    InferenceResponse response = responses("honest").get(0);
    assertThat(response.getStatus()).isEqualTo(AnswerStatus.VERIFIED);
    Verdict verdict = verdicts("honest").get(0);
    assertThat(settled("honest").get(0).getVerdictDigest()).isEqualTo(Digests.verdict(verdict));
    assertThat(flink.get("/metrics").body())
        .contains("infera_verification_verdicts_total")
        .contains("status=\"VERIFIED\"");
  }

  @Test
  void shouldMeetTheDeadlineWithNothingButTicks() {
    request("lonely", "infera.responses");

    Network.await("settled", () -> settled("lonely").size() == 1);

    assertThat(responses("lonely"))
        .extracting(InferenceResponse::getStatus)
        .containsOnly(AnswerStatus.EXPIRED);
  }

  @Test
  void shouldGoOnAfterPoisonOnEveryTopic() {
    for (InputTopic topic : InputTopic.values()) {
      for (int partition = 0; partition < topic.topic().partitions(); partition++) {
        byte[] key = "poison/1".getBytes(UTF_8);
        network.send(new ProducerRecord<>(topic.topicName(), partition, key, new byte[] {0, 1, 2}));
        network.send(
            new ProducerRecord<>(
                topic.topicName(), partition, null, new byte[] {9, 9, 9, 9, 9, 9}));
      }
    }
    request("after-poison", "infera.responses");
    results("after-poison", 1, 2, 3);

    Network.await("settled", () -> settled("after-poison").size() == 1);

    for (InputTopic topic : InputTopic.values()) {
      String letters = Topics.dlq(topic.topicName());
      int expected = 2 * topic.topic().partitions();
      Network.await(letters, () -> network.readRaw(letters).size() >= expected);
      assertThat(network.readRaw(letters))
          .allSatisfy(
              letter -> assertThat(letter.headers().lastHeader("infera.dlq.offset")).isNotNull());
    }
  }

  @Test
  void shouldGoOnWhenAReplyTopicIsMissing() {
    request("nowhere", "infera.responses.0xmissing");
    results("nowhere", 1, 2, 3);
    request("somewhere", "infera.responses");
    results("somewhere", 1, 2, 3);

    Network.await(
        "settled", () -> settled("nowhere").size() == 1 && settled("somewhere").size() == 1);

    assertThat(responses("somewhere")).isNotEmpty();
    Network.await(
        "a dead letter",
        () ->
            network.readRaw(Topics.dlq(Topics.RESPONSES.name())).stream()
                .anyMatch(letter -> new String(letter.key(), UTF_8).equals(Story.key("nowhere"))));
  }

  @Test
  void shouldGoOnWhenAReplyTopicIsDeletedInUse() throws Exception {
    String topic = "infera.responses.0xgone";
    try (Admin admin = network.admin()) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
      request("before", topic);
      results("before", 1, 2, 3);
      Network.await("answered", () -> !network.readRaw(topic).isEmpty());
      admin.deleteTopics(List.of(topic)).all().get();
    }
    request("after", topic);
    results("after", 1, 2, 3);

    Network.await("a dead letter", () -> undelivered("after"));
    Network.await("settled", () -> settled("after").size() == 1);

    assertThat(flink.get("/metrics").body()).containsPattern("flink_restarts 0\\.0");
  }

  @Test
  void shouldGoOnAfterTheBrokerWasKilled() {
    request("outage", "infera.responses");
    results("outage", 1);
    network.restartBroker();
    results("outage", 2, 3);

    Network.await("settled", () -> settled("outage").size() == 1);

    assertThat(responses("outage").stream().distinct()).hasSize(1);
  }

  @Test
  void shouldGoAsSlowlyAsItsSlowestTopicAndLoseNothing() throws Exception {
    flink.close();
    flink =
        new LocalProcess(
                directory,
                network.values(
                    Map.of(
                        "kafka.buffer.memory", "131072",
                        "kafka.request.timeout.ms", "4000",
                        "kafka.delivery.timeout.ms", "8000")))
            .start();
    int requests = 600;
    long began = System.nanoTime();
    try (Admin admin = network.admin()) {
      Throttle.client(admin, "verification-answers-0", 20_000);
      for (int i = 0; i < requests; i++) {
        request("slow-" + i, "infera.responses");
        results("slow-" + i, 1, 2, 3);
      }
      Network.await("all are settled", () -> settledKeys("slow-").size() == requests);
      Throttle.lift(admin, "verification-answers-0");
    }

    // Some 600 kB, of which the broker lets 220 pass at once.
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(12));
    assertThat(flink.get("/metrics").body()).containsPattern("flink_restarts 0\\.0");
    assertThat(all(Topics.SETTLEMENTS, "slow-")).hasSize(requests);
    assertThat(all(Topics.RESPONSES, "slow-"))
        .hasSize(requests)
        .allMatch(answer -> answer.getStatus() == AnswerStatus.VERIFIED);
  }

  @Test
  void shouldLoseAndDoubleNothingWhenKilled() throws Exception {
    int requests = 60;
    for (int i = 0; i < requests; i++) {
      request("killed-" + i, "infera.responses");
      results("killed-" + i, 1, 2);
      if (i == 20 || i == 40) {
        Network.await("some are settled", () -> !settledKeys("killed-").isEmpty());
        flink.kill9();
        flink.start();
      }
    }
    for (int i = 0; i < requests; i++) {
      results("killed-" + i, 3);
    }

    Network.await("all are settled", () -> settledKeys("killed-").size() == requests);

    assertThat(all(Topics.SETTLEMENTS, "killed-")).hasSize(requests);
    all(Topics.RESPONSES, "killed-").stream()
        .collect(groupingBy(InferenceResponse::getRequestId, toSet()))
        .forEach((request, answers) -> assertThat(answers).as(request).hasSize(1));
    all(Topics.VERDICTS, "killed-").stream()
        .collect(groupingBy(Verdict::getRequestId, toSet()))
        .forEach((request, verdicts) -> assertThat(verdicts).as(request).hasSize(1));
  }

  @Test
  void shouldContinueAfterACleanStop() {
    request("stopped", "infera.responses");
    results("stopped", 1, 2);
    Network.await("answered", () -> !responses("stopped").isEmpty());

    assertThat(flink.terminate()).isIn(0, 143);
    assertThat(flink.logLines()).anyMatch(line -> line.contains("Stopped with savepoint"));
    flink.start();
    results("stopped", 3);
    Network.await("settled", () -> settled("stopped").size() == 1);

    assertThat(flink.logLines()).anyMatch(line -> line.contains("Starting the job from"));
    assertThat(responses("stopped").stream().distinct()).hasSize(1);
  }

  @Test
  void shouldReplayToWhatWasPublished() throws Exception {
    Instant begin = Instant.now();
    for (int node = 1; node <= 3; node++) {
      network.send(Topics.REGISTRATIONS, Records.node(node), Records.registration(node));
    }
    for (int i = 0; i < 10; i++) {
      request("replayed-" + i, "infera.responses");
      results("replayed-" + i, i == 4 ? new int[] {1, 2} : new int[] {1, 2, 3});
    }
    Network.await("settled", () -> settledKeys("replayed-").size() == 10);
    Network.await(
        "an epoch closed after it",
        () ->
            network.read(Topics.REPUTATION).stream()
                .anyMatch(epoch -> epoch.getEnd().isAfter(begin)));
    // Nothing more is published once the job is gone, and all that it prepared is committed.
    flink.terminate();

    VerificationParameters parameters = network.parameters();
    LogTopics topics = LogTopics.describe(parameters);
    List<SpecificRecord> published = PublishedLog.read(parameters);
    long horizon =
        network.read(Topics.REPUTATION).stream()
            .mapToLong(epoch -> epoch.getEnd().toEpochMilli())
            .max()
            .orElseThrow();
    LogEnd end = LogEnd.now(parameters, topics);
    assertThat(end.horizon()).isGreaterThanOrEqualTo(horizon);
    var expected = Fingerprints.of(published.stream(), horizon);
    for (int parallelism = 1; parallelism <= 2; parallelism++) {
      var again =
          Fingerprints.ofEmissions(
              Replay.ofKafka(parameters, topics, end, parallelism).emissions(), horizon);
      assertThat(again.differences(expected)).as("at parallelism %d", parallelism).isEmpty();
    }
    assertThat(expected.byKey().keySet()).anyMatch(key -> key.startsWith("epoch"));
  }

  private void request(String requestId, String responseTopic) {
    Disposition disposition = Story.disposition(requestId, Instant.now());
    network.send(Disposition.newBuilder(disposition).setResponseTopic(responseTopic).build());
  }

  private void results(String requestId, int... nodes) {
    for (int node : nodes) {
      network.send(Story.result(requestId, node, Story.RIGHT));
    }
  }

  private boolean undelivered(String requestId) {
    return network.readRaw(Topics.dlq(Topics.RESPONSES.name())).stream()
        .anyMatch(letter -> new String(letter.key(), UTF_8).equals(Story.key(requestId)));
  }

  private List<InferenceResponse> responses(String requestId) {
    return network.read(Topics.RESPONSES).stream()
        .filter(response -> response.getRequestId().equals(requestId))
        .toList();
  }

  private List<Verdict> verdicts(String requestId) {
    return network.read(Topics.VERDICTS).stream()
        .filter(verdict -> verdict.getRequestId().equals(requestId))
        .toList();
  }

  private List<SettlementEvent> settled(String requestId) {
    return network.read(Topics.SETTLEMENTS).stream()
        .filter(settlement -> settlement.getRequestId().equals(requestId))
        .toList();
  }

  private Set<String> settledKeys(String prefix) {
    return all(Topics.SETTLEMENTS, prefix).stream()
        .map(SettlementEvent::getRequestId)
        .collect(toSet());
  }

  private <T extends SpecificRecord> List<T> all(Topic<T> topic, String prefix) {
    return network.read(topic).stream()
        .filter(
            record ->
                record
                    .get(record.getSchema().getField("requestId").pos())
                    .toString()
                    .startsWith(prefix))
        .toList();
  }
}
