package io.infera.infra;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.infera.event.AnswerStatus;
import io.infera.event.InferenceResponse;
import io.infera.event.SettlementReceipt;
import io.infera.event.ShadowVerdict;
import io.infera.infra.local.LocalNetwork;
import io.infera.infra.local.NetworkFile;
import io.infera.infra.process.ManagedProcess;
import io.infera.ingest.RequestProducer;
import io.infera.runtime.InferAmount;
import io.infera.schemas.catalog.DeadLetter;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.Topics;
import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.Contract;
import io.infera.settlement.economy.Economy;
import io.infera.settlement.economy.EconomyContract;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * One request's whole journey on real parts: broker, registry, model, Flink, EVM node, each a
 * process of its own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NetworkIT {
  private static final byte[] POISON = "not a record of anything".getBytes(UTF_8);

  @TempDir static Path directory;

  private RunningNetwork running;
  private LocalNetwork network;

  @BeforeAll
  void start() throws Exception {
    running = RunningNetwork.start(directory, Map.of(), false);
    network = running.network();
  }

  @AfterAll
  void stop() {
    if (running != null) {
      running.close();
    }
  }

  @Test
  void shouldVerifySettleAndProveARequest() throws Exception {
    InferenceResponse answer = ask("A single request, and nothing else.", Duration.ofSeconds(60));

    assertThat(answer.getStatus()).isEqualTo(AnswerStatus.VERIFIED);
    assertThat(answer.getOutput().getDimension()).isEqualTo(384);
    // Two or three of the market, and the backstop while nobody is believed yet.
    assertThat(answer.getAgreeing()).isBetween(2, 4);
    SettlementReceipt receipt = running.awaitSettled(List.of(answer.getRequestId())).get(0);
    assertThat(receipt.getProof()).isNotNull();
    assertThat(running.infera("verify-receipt", answer.getRequestId())).contains("PROVEN");
    assertThat(running.infera("recompute-draw", answer.getRequestId()))
        .contains(answer.getNodeId());
    assertThat(running.infera("read", "infera.verdicts")).contains(answer.getRequestId());
    assertThat(running.infera("sql", "--json", "SELECT requestId, answeredBy FROM verdicts"))
        .contains(answer.getRequestId() + "\",\"answeredBy\":\"" + answer.getNodeId());
    Set<String> exposed = exposed();
    assertThat(exposed).containsAll(Monitoring.metrics("alerts.yml"));
    assertThat(exposed).containsAll(Monitoring.metrics("dashboard.json"));
  }

  @Test
  void shouldBeginWithStakedNodesAndADeposit() {
    Economy economy = Economy.require(running.state().contracts());
    assertThat(economy.complete()).isTrue();
    assertThat(NetworkFile.running(running.state()).orElseThrow().contracts())
        .containsEntry("NodeStaking", economy.address(EconomyContract.STAKING).text());
    try (var chain = new ChainClient(network.layout().evmUrl(), Duration.ofSeconds(10))) {
      Contract staking = economy.contract(chain, EconomyContract.STAKING);
      assertThat(network.processes().stream().filter(NetworkIT::isNode))
          .hasSize(4)
          .allMatch(node -> staking.one(Boolean.class, "eligible", running.nodeId(node)));
      Contract escrow = economy.contract(chain, EconomyContract.ESCROW);
      assertThat(escrow.ask("accounts", network.requester()).get(0))
          .isEqualTo(InferAmount.of(1_000).units());
    }
  }

  private static boolean isNode(ManagedProcess process) {
    return process.name().matches("(node|backstop)-.*");
  }

  @Test
  void shouldMeetADeadlineThoughNothingElseHappens() throws Exception {
    List<Long> market =
        network.processes().stream()
            .filter(process -> process.name().startsWith("node-"))
            .map(ManagedProcess::pid)
            .toList();
    signal("STOP", market);
    try {
      InferenceResponse answer = ask("Nobody is there to answer this.", Duration.ofSeconds(4));

      assertThat(answer.getStatus()).isEqualTo(AnswerStatus.EXPIRED);
      assertThat(answer.getReason()).isEqualTo("DEADLINE");
      assertThat(answer.getOutput()).isNull();
    } finally {
      signal("CONT", market);
    }
  }

  @Test
  void shouldLivePoisonOnEveryTopic() throws Exception {
    List<Topic<?>> topics = new ArrayList<>(Topics.all());
    network.processes().stream()
        .filter(process -> process.name().startsWith("node-"))
        .map(process -> Topics.jobs(running.nodeId(process)))
        .forEach(topics::add);
    poison(topics);

    assertThat(ask("Asked after the poison.", Duration.ofSeconds(60)).getStatus())
        .isEqualTo(AnswerStatus.VERIFIED);

    for (Topic<?> topic : readByServices(topics)) {
      ConsumerRecord<byte[], byte[]> letter =
          RunningNetwork.await(
              Topics.dlq(topic.name()) + " holds the poison", () -> firstDeadLetter(topic));
      assertThat(letter.value()).isEqualTo(POISON);
      assertThat(header(letter, DeadLetter.TOPIC)).isEqualTo(topic.name());
      assertThat(header(letter, DeadLetter.OFFSET)).matches("\\d+");
    }
    assertThat(network.processes()).allMatch(ManagedProcess::alive);
  }

  @Test
  void shouldJudgeInShadowUntilItIsPromoted() throws Exception {
    assertThat(running.infera("policy", "shadow", "--accept", "0.9985", "--reject", "0.9965"))
        .contains("in shadow");
    ShadowVerdict verdict =
        RunningNetwork.await(
            "a verdict of the shadow",
            () -> {
              assertThat(ask("Judged twice.", Duration.ofSeconds(60)).getStatus())
                  .isEqualTo(AnswerStatus.VERIFIED);
              return running.read(Topics.SHADOWS).stream().findFirst().orElse(null);
            });
    assertThat(verdict.getVerified()).isTrue();
    assertThat(verdict.getSameAnswer()).isTrue();
    assertThat(running.infera("policy", "compare")).contains("verified by both, the answer stands");
    int before = version();

    assertThat(running.infera("policy", "promote")).contains("judges as the shadow did");

    assertThat(version()).isEqualTo(before + 1);
    assertThat(running.infera("policy", "show")).contains("0.9985").contains("\"shadow\" : null");
  }

  private int version() throws Exception {
    return new ObjectMapper().readTree(running.infera("policy", "show")).get("version").intValue();
  }

  /** What all processes of ours tell Prometheus. */
  private Set<String> exposed() throws Exception {
    var names = new TreeSet<String>();
    for (var member : network.description().processes()) {
      if (member.http() != null) {
        var request = HttpRequest.newBuilder(URI.create(member.http() + "/metrics")).build();
        names.addAll(
            Monitoring.exposed(
                HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body()));
      }
    }
    return names;
  }

  private InferenceResponse ask(String text, Duration deadline) throws InterruptedException {
    try (RequestProducer producer = network.producer().deadline(deadline).build()) {
      return producer
          .submit(text)
          .orTimeout(RunningNetwork.PATIENCE.toSeconds(), TimeUnit.SECONDS)
          .join();
    }
  }

  private List<ConsumerRecord<byte[], byte[]>> records(String topic) {
    Map<String, Object> settings = Map.of("bootstrap.servers", network.layout().bootstrapServers());
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      var partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
      return records;
    }
  }

  private void poison(List<Topic<?>> topics) throws Exception {
    Map<String, Object> settings = Map.of("bootstrap.servers", network.layout().bootstrapServers());
    try (var producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (Topic<?> topic : topics) {
        producer
            .send(new ProducerRecord<>(topic.name(), 0, "poison".getBytes(UTF_8), POISON))
            .get();
      }
    }
  }

  /** The others are read by people and participants alone, who keep no dead letters. */
  private static List<Topic<?>> readByServices(List<Topic<?>> topics) {
    var byPeople =
        List.of(
            Topics.VERDICTS,
            Topics.RESPONSES,
            Topics.REPUTATION,
            Topics.STANDINGS,
            Topics.BATCHES,
            // The sink reads it where batches are attested.
            Topics.ATTESTATIONS,
            Topics.RECEIPTS,
            Topics.SHADOWS,
            Topics.ERROR_RATES,
            Topics.DEPOSITS,
            Topics.BEACONS);
    return topics.stream().filter(topic -> !byPeople.contains(topic)).toList();
  }

  private ConsumerRecord<byte[], byte[]> firstDeadLetter(Topic<?> topic) {
    return records(Topics.dlq(topic.name())).stream().findFirst().orElse(null);
  }

  private static void signal(String name, List<Long> pids) throws Exception {
    for (long pid : pids) {
      assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor())
          .isZero();
    }
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }
}
