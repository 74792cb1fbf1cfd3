package io.infera.infra.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.HostConfig;
import io.infera.event.AnswerStatus;
import io.infera.event.InferenceResponse;
import io.infera.event.ReceiptStatus;
import io.infera.event.SettlementReceipt;
import io.infera.infra.topics.TopicReader;
import io.infera.ingest.RequestProducer;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.identity.Identity;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The whole pipeline from our images, as docker-compose.yml starts it, asked from outside by a
 * requester that logs in.
 */
@NeedsEngine
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PipelineIT {
  private static final Duration DEADLINE = Duration.ofMinutes(3);
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final int REQUESTS = 40;
  private static final int DRAIN_SECONDS = 30;
  private static final int NODES = 4;
  private static final double NODE_QUOTA = 16 << 20;

  private final Identity requester = Identity.generate(new SecureRandom());
  private ComposedNetwork network;
  private SchemaRegistry registry;
  private Map<String, String> login;

  @BeforeAll
  void start() throws Exception {
    network = ComposedNetwork.secure();
    registry = SchemaRegistry.connect(network.registryUrl());
    network.run("tools", "infera", "access", "requester", requester.address());
    login = network.client(requester.address());
  }

  @AfterAll
  void stop() {
    if (network != null) {
      if (registry != null) {
        registry.close();
      }
      network.close();
    }
  }

  @Test
  void shouldVerifyAndSettleWhatIsAskedFromTheHost() throws Exception {
    try (RequestProducer producer = producer()) {
      List<InferenceResponse> answers = await(submit(producer, "Asked from the host", REQUESTS));

      assertThat(answers)
          .extracting(InferenceResponse::getStatus)
          .containsOnly(AnswerStatus.VERIFIED);
      assertThat(answers).allSatisfy(a -> assertThat(a.getOutput().getDimension()).isEqualTo(384));
      awaitSettled(answers);
    }
  }

  @Test
  void shouldLetEachDoWhatIsItsOwnAndBoundNodes() throws Exception {
    try (Admin admin = Admin.create(new HashMap<String, Object>(network.client("admin")))) {
      Map<ClientQuotaEntity, Map<String, Double>> quotas =
          admin.describeClientQuotas(ClientQuotaFilter.all()).entities().get();
      assertThat(quotas).hasSize(NODES);
      assertThat(quotas.values())
          .allSatisfy(
              quota ->
                  assertThat(quota)
                      .containsEntry("producer_byte_rate", NODE_QUOTA)
                      .containsEntry("consumer_byte_rate", NODE_QUOTA));
      for (ClientQuotaEntity entity : quotas.keySet()) {
        String node = entity.entries().get(ClientQuotaEntity.USER);
        assertThat(reader(node).all(Topics.jobs(node))).isNotNull();
        assertRefused(node, Topics.RESULTS);
        assertRefused(node, Topics.REQUESTS);
      }
    }
    assertRefused(requester.address(), Topics.RESPONSES);
    var nobody = Map.<String, Object>of("bootstrap.servers", network.bootstrapServers());
    try (Admin stranger = Admin.create(nobody)) {
      var options = new ListTopicsOptions().timeoutMs(3_000);
      assertThatThrownBy(() -> stranger.listTopics(options).names().get())
          .isInstanceOf(ExecutionException.class);
    }
    // Who asks from inside has a login, too.
    assertThat(network.run("tools", "bash", "-c", "echo Verified? | infera submit -"))
        .contains("VERIFIED");
  }

  @Test
  void shouldRunWithoutRightsAndWithinLimits() {
    assertThat(network.services())
        .contains("dispatcher", "verification", "sink", "node-1", "node-2", "node-3", "backstop")
        .allSatisfy(
            service -> {
              InspectContainerResponse container = network.inspect(service);
              HostConfig host = container.getHostConfig();
              assertThat(container.getConfig().getUser()).isEqualTo("10001:10001");
              assertThat(host.getReadonlyRootfs()).isTrue();
              assertThat(host.getCapDrop()).extracting(Enum::name).contains("ALL");
              assertThat(host.getMemory()).isBetween(128L << 20, 1L << 30);
              assertThat(container.getState().getHealth().getStatus()).isEqualTo("healthy");
              assertThat(container.getState().getOOMKilled()).isFalse();
            });
  }

  @Test
  void shouldDrainANodeThatIsStopped() throws Exception {
    try (RequestProducer producer = producer()) {
      List<CompletableFuture<InferenceResponse>> open =
          submit(producer, "Asked while a node leaves", REQUESTS);
      // A node is in the middle of them.
      open.get(0).orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
      network.stop("node-3", DRAIN_SECONDS);
      Long code = network.inspect("node-3").getState().getExitCodeLong();
      // Three are drawn: what was not assigned before waits for its return.
      network.start("node-3");
      network.awaitHealthy("node-3");

      assertThat(code).isIn(0L, 143L);
      assertThat(await(open))
          .extracting(InferenceResponse::getStatus)
          .containsOnly(AnswerStatus.VERIFIED);
    }
  }

  @Test
  void shouldAnswerAndSettleWhatIsAskedWhileABrokerDies() throws Exception {
    try (RequestProducer producer = producer()) {
      List<CompletableFuture<InferenceResponse>> open =
          new ArrayList<>(submit(producer, "Asked before a broker dies", REQUESTS / 2));
      network.kill("broker-2");
      open.addAll(submit(producer, "Asked after a broker died", REQUESTS / 2));

      List<InferenceResponse> answers = await(open);
      network.start("broker-2");
      network.awaitHealthy("broker-2");

      assertThat(answers)
          .hasSize(REQUESTS)
          .extracting(InferenceResponse::getStatus)
          .containsOnly(AnswerStatus.VERIFIED);
      awaitSettled(answers);
    }
  }

  private RequestProducer producer() {
    return RequestProducer.builder()
        .bootstrapServers(network.bootstrapServers())
        .schemaRegistry(network.registryUrl())
        .kafka(login)
        .ownReplyTopic(true)
        .identity(requester)
        .deadline(DEADLINE)
        .build();
  }

  private static List<CompletableFuture<InferenceResponse>> submit(
      RequestProducer producer, String text, int count) throws InterruptedException {
    List<CompletableFuture<InferenceResponse>> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      answers.add(producer.submit(text + ", number " + i + "."));
    }
    return answers;
  }

  private static List<InferenceResponse> await(List<CompletableFuture<InferenceResponse>> answers) {
    return answers.stream()
        .map(answer -> answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join())
        .toList();
  }

  private TopicReader reader(String user) {
    return new TopicReader(network.client(user), new AvroSerdes(registry));
  }

  private void assertRefused(String user, Topic<?> topic) {
    TopicReader reader = reader(user);
    assertThatThrownBy(() -> reader.all(topic))
        .as("%s reads %s", user, topic.name())
        .isInstanceOf(TopicAuthorizationException.class);
  }

  /** Until each has its final receipt. */
  private void awaitSettled(List<InferenceResponse> answers) throws InterruptedException {
    Set<String> asked =
        answers.stream().map(InferenceResponse::getRequestId).collect(Collectors.toSet());
    TopicReader reader = reader("analyst");
    Await.until(
        "a final receipt of each request",
        () ->
            reader.all(Topics.RECEIPTS).stream()
                .filter(receipt -> receipt.getStatus() == ReceiptStatus.FINAL)
                .map(SettlementReceipt::getRequestId)
                .collect(Collectors.toSet())
                .containsAll(asked));
  }
}
