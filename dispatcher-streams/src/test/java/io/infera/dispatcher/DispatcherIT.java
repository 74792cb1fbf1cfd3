package io.infera.dispatcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.AnswerStatus;
import io.infera.event.Disposition;
import io.infera.event.DispositionKind;
import io.infera.event.DrawnNode;
import io.infera.event.NodeRegistration;
import io.infera.event.ReplicaJob;
import io.infera.schemas.catalog.DeadLetter;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.testing.Records;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The dispatcher's process on a real broker; the tests are chapters of one network's life. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DispatcherIT {
  private static final int NODES = 4;
  private static final byte[] POISON = {0, 0, 0, 0, 1, -1, -1, -1, -1, 15};
  private static final String KEY = Records.REQUESTER + "/";

  @TempDir private static Path directory;
  private static Network network;
  private static DispatcherProcess dispatcher;

  @BeforeAll
  static void start() throws Exception {
    network = new Network();
    dispatcher = startDispatcher();
    network.publish(Records.policy());
  }

  @AfterAll
  static void stop() {
    if (dispatcher != null) {
      dispatcher.close();
    }
    if (network != null) {
      network.close();
    }
  }

  private static DispatcherProcess startDispatcher() throws Exception {
    return DispatcherProcess.start(
        directory, network.broker.bootstrapServers(), network.registryServer.url(), List.of());
  }

  @Test
  @Order(1)
  void shouldAdmitSignedNodesAloneAndMakeTheirTopics() {
    var forged =
        NodeRegistration.newBuilder(Records.registration(9)).setRegion("elsewhere").build();
    network.put(Topics.REGISTRATIONS, Records.node(9), forged);
    for (int node = 1; node <= NODES; node++) {
      network.put(Topics.REGISTRATIONS, Records.node(node), Records.registration(node));
      network.await(Topics.jobs(Records.node(node)).name(), 0, record -> true);
    }
    var letter = network.await(Topics.dlq(Topics.REGISTRATIONS.name()), 1, record -> true).get(0);
    assertThat(new String(letter.headers().lastHeader(DeadLetter.MESSAGE).value(), UTF_8))
        .contains("BAD_SIGNATURE");
    assertThat(topicNames()).doesNotContain(Topics.jobs(Records.node(9)).name());
  }

  @Test
  @Order(2)
  void shouldTurnARequestIntoJobsForTheNodesDrawn() {
    for (int node = 1; node <= NODES; node++) {
      network.addToRoster(node);
    }
    network.put(Network.request("first").build());
    Disposition disposition = network.await(Topics.ASSIGNMENTS, 1, KEY + "first").get(0);
    assertThat(disposition.getKind()).isEqualTo(DispositionKind.ASSIGNED);
    assertThat(awaitJobs(disposition)).hasSize(3);
  }

  @Test
  @Order(3)
  void shouldRepeatTheDrawFromTheLogAlone() {
    var out = new StringWriter();
    assertThat(recompute(out, "first")).isZero();
    assertThat(out.toString()).contains("equal", "seed", Records.REQUESTER);
    assertThat(recompute(new StringWriter(), KEY + "first", "--json")).isZero();
    assertThat(recompute(new StringWriter(), "never-asked")).isEqualTo(2);

    Disposition honest = network.now(Topics.ASSIGNMENTS, KEY + "first").get(0);
    var steered = new ArrayList<>(honest.getNodes());
    steered.set(0, Records.drawn(9));
    var forged = Disposition.newBuilder(honest).setRequestId("forged").setNodes(steered).build();
    network.put(Topics.ASSIGNMENTS, KEY + "forged", forged);
    var difference = new StringWriter();
    assertThat(recompute(difference, "forged")).isEqualTo(1);
    assertThat(difference.toString()).contains("DIFFERENT: ");
  }

  @Test
  @Order(4)
  void shouldKeepPoisonOfEveryInputTopicAndGoOn() {
    for (Topic<?> topic :
        List.of(
            Topics.REQUESTS,
            Topics.ASSIGNMENTS,
            Topics.ESCALATIONS,
            Topics.ROSTERS,
            Topics.MODELS,
            Topics.REGISTRATIONS)) {
      network.put(topic.name(), "poison".getBytes(UTF_8), POISON);
      var letter =
          network
              .await(
                  Topics.dlq(topic.name()),
                  1,
                  record -> "poison".equals(new String(record.key(), UTF_8)))
              .get(0);
      assertThat(letter.value()).isEqualTo(POISON);
      assertThat(new String(letter.headers().lastHeader(DeadLetter.TOPIC).value(), UTF_8))
          .isEqualTo(topic.name());
    }
    network.put(Network.request("after-poison").build());
    Disposition disposition = network.await(Topics.ASSIGNMENTS, 1, KEY + "after-poison").get(0);
    assertThat(awaitJobs(disposition)).hasSize(3);
    assertThat(recompute(new StringWriter(), "after-poison")).isZero();
  }

  @Test
  @Order(5)
  void shouldSendARequestWithoutAKeyToItsPartition() {
    var request = Network.request("keyless").build();
    for (int i = 0; i < 5; i++) {
      byte[] value =
          network.serdes.serializer(Topics.REQUESTS).serialize(Topics.REQUESTS.name(), request);
      network.put(Topics.REQUESTS.name(), null, value);
    }
    Disposition disposition = network.await(Topics.ASSIGNMENTS, 1, KEY + "keyless").get(0);
    assertThat(awaitJobs(disposition)).hasSize(3);
  }

  @Test
  @Order(6)
  void shouldAnswerFailuresInTheRequestersOwnTopic() {
    network.put(Network.request("own").setOwnReplyTopic(true).setModelId("gpt-9").build());
    var response = network.await(Topics.responses(Records.REQUESTER), 1, KEY + "own").get(0);
    assertThat(response.getStatus()).isEqualTo(AnswerStatus.REJECTED);
    assertThat(response.getReason()).isEqualTo("UNKNOWN_MODEL");
  }

  @Test
  @Order(7)
  void shouldExpireWhatWaitsAndAssignWhatCanStillBeAssigned() {
    network.put(
        Network.request("expires")
            .setReplicas(5)
            .setDeadline(Instant.now().plusSeconds(2))
            .build());
    network.put(Network.request("waits").setReplicas(5).build());
    var response = network.await(Topics.RESPONSES, 1, KEY + "expires").get(0);
    assertThat(response.getStatus()).isEqualTo(AnswerStatus.EXPIRED);
    assertThat(network.now(Topics.ASSIGNMENTS, KEY + "waits")).isEmpty();

    network.addToRoster(5);
    Disposition disposition = network.await(Topics.ASSIGNMENTS, 1, KEY + "waits").get(0);
    assertThat(disposition.getNodes()).hasSize(5);
    assertThat(awaitJobs(disposition)).hasSize(5);
  }

  @Test
  @Order(8)
  void shouldLoseAndConflictNothingWhenItIsKilledInTheMiddle() throws Exception {
    int before = 400;
    int after = 100;
    for (int i = 0; i < before; i++) {
      network.put(Network.request("k-" + i).build());
      if (i == before / 2) {
        dispatcher.kill9();
      }
    }
    dispatcher.close();
    dispatcher = startDispatcher();
    for (int i = 0; i < after; i++) {
      network.put(Network.request("k-" + (before + i)).build());
    }
    Map<String, Disposition> valid = awaitFirstOfEach(before + after);
    Map<String, Set<String>> jobs = awaitJobsOfEach(before + after);
    valid.forEach(
        (id, disposition) ->
            assertThat(jobs.get(id))
                .as("jobs of %s", id)
                .isEqualTo(
                    disposition.getNodes().stream()
                        .map(DrawnNode::getNodeId)
                        .collect(Collectors.toCollection(TreeSet::new))));
  }

  @Test
  @Order(9)
  void shouldAnswerWhatWasSentTwiceOnceAcrossAStop() throws Exception {
    network.put(Network.request("again").build());
    network.await(Topics.ASSIGNMENTS, 1, KEY + "again");
    assertThat(dispatcher.stop()).isIn(0, 143);
    dispatcher = startDispatcher();
    network.put(Network.request("again").build());
    network.put(Network.request("marker").build());
    network.put(Network.request("again").build());
    network.await(Topics.ASSIGNMENTS, 1, KEY + "marker");
    network.await(Topics.ASSIGNMENTS.name(), 1, record -> true);
    assertThat(network.now(Topics.ASSIGNMENTS, KEY + "again")).hasSize(1);
    assertThat(dispatcher.metrics())
        .contains("infera_dispatcher_requests_total", "infera_dispatcher_roster_version");
  }

  private static Map<String, Disposition> awaitFirstOfEach(int count) {
    var first = new HashMap<String, Disposition>();
    int wanted = count;
    while (first.size() < count) {
      first.clear();
      for (Disposition disposition : network.await(Topics.ASSIGNMENTS, wanted, KEY + "k-")) {
        first.putIfAbsent(disposition.getRequestId(), disposition);
      }
      wanted += count - first.size();
    }
    return first;
  }

  private static Map<String, Set<String>> awaitJobsOfEach(int count) throws InterruptedException {
    while (true) {
      var jobs = new HashMap<String, Set<String>>();
      for (int node = 1; node <= NODES + 1; node++) {
        for (ReplicaJob job : network.now(Topics.jobs(Records.node(node)), KEY + "k-")) {
          jobs.computeIfAbsent(job.getRequestId(), id -> new TreeSet<>()).add(job.getNodeId());
        }
      }
      if (jobs.values().stream().filter(nodes -> nodes.size() == 3).count() == count) {
        return jobs;
      }
      Thread.sleep(200);
    }
  }

  private static List<ReplicaJob> awaitJobs(Disposition disposition) {
    var jobs = new ArrayList<ReplicaJob>();
    for (DrawnNode node : disposition.getNodes()) {
      jobs.addAll(
          network.await(Topics.jobs(node.getNodeId()), 1, KEY + disposition.getRequestId()));
    }
    return jobs;
  }

  private static int recompute(StringWriter out, String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(
        List.of(
            "--bootstrap",
            network.broker.bootstrapServers(),
            "--registry",
            network.registryServer.url()));
    return new CommandLine(new RecomputeDrawCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(out, true))
        .execute(all.toArray(String[]::new));
  }

  private static Set<String> topicNames() {
    try (var admin = network.broker.admin()) {
      return admin.listTopics().names().get();
    } catch (Exception e) {
      throw new AssertionError("cannot list topics", e);
    }
  }
}
