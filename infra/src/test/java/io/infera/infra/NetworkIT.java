package io.infera.infra;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.infera.event.AnswerStatus;
import io.infera.event.BatchProof;
import io.infera.event.Digest;
import io.infera.event.FaultEvidence;
import io.infera.event.InferenceResponse;
import io.infera.event.NodePayment;
import io.infera.event.NodeState;
import io.infera.event.RosterChange;
import io.infera.event.SettlementEvent;
import io.infera.event.SettlementReceipt;
import io.infera.event.ShadowVerdict;
import io.infera.infra.local.LocalNetwork;
import io.infera.infra.local.NetworkFile;
import io.infera.infra.local.NodeSpec;
import io.infera.infra.process.ManagedProcess;
import io.infera.ingest.Payment;
import io.infera.ingest.RequestProducer;
import io.infera.ingest.RequestProducerBuilder;
import io.infera.runtime.EconomicFigures;
import io.infera.runtime.InferAmount;
import io.infera.schemas.canonical.Digests;
import io.infera.schemas.catalog.DeadLetter;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.identity.BatchSigner;
import io.infera.schemas.identity.Identity;
import io.infera.schemas.payment.Escrow;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import io.infera.schemas.testing.Records;
import io.infera.settlement.chain.Account;
import io.infera.settlement.chain.Account.Done;
import io.infera.settlement.chain.Call;
import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.Contract;
import io.infera.settlement.chain.ContractAbi;
import io.infera.settlement.chain.EventReader;
import io.infera.settlement.chain.EvmAddress;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.Keccak;
import io.infera.settlement.economy.Economy;
import io.infera.settlement.economy.EconomyContract;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
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
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * One request's whole journey on real parts: broker, registry, model, Flink, EVM node, each a
 * process of its own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NetworkIT {
  private static final Bytes32 MODEL = Keccak.of("all-minilm-l6-v2");
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
    String lane = Integer.toString(receipt.getLane());
    assertThat(running.infera("verify-batch", lane, Long.toString(receipt.getOffset())))
        .contains("PROVEN");
    assertThat(running.infera(1, "verify-batch", lane, "1000000")).contains("REFUTED");
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
      // Less what other tests have used.
      assertThat((BigInteger) escrow.ask("accounts", network.requester()).get(0))
          .isBetween(InferAmount.of(999).units(), InferAmount.of(1_000).units());
      Contract models = economy.contract(chain, EconomyContract.MODELS);
      assertThat(models.one(EvmAddress.class, "authorOf", MODEL).text())
          .isEqualTo(Identity.load(running.state().key("author")).address());
    }
  }

  /** The keeper has posted and activated an epoch, and what it says anyone computes again. */
  @Test
  void shouldPayANodeWhatItHasEarned() throws Exception {
    String node = paidFor(ask("Who is paid for this?", Duration.ofSeconds(60)).getRequestId());
    Economy economy = Economy.require(running.state().contracts());
    try (var chain = new ChainClient(network.layout().evmUrl(), Duration.ofSeconds(10))) {
      Contract rewards = economy.contract(chain, EconomyContract.REWARDS);
      RunningNetwork.await(
          "an epoch that pays " + node,
          () -> {
            boolean active = ((BigInteger) rewards.ask("active").get(3)).signum() > 0;
            return active && running.infera("verify-rewards").contains(node) ? true : null;
          });
      assertThat(running.infera("verify-rewards")).contains("PROVEN");

      String dry = running.infera("node", "claim", node, "--key", "treasury", "--dry-run");
      assertThat(dry).contains("Would be done", "gas limit");
      assertThat(rewards.ask("paid", node).get(1)).isEqualTo(BigInteger.ZERO);
      assertThat(running.infera("node", "claim", node, "--key", "treasury"))
          .contains("claimed for " + node);
      assertThat((BigInteger) rewards.ask("paid", node).get(1)).isPositive();
      assertThat(running.infera("node", "status", node)).contains(node, "eligible");
      assertThat(running.infera("escrow", "status", network.requester())).contains("balance");
    }
  }

  /** One of those whom a request pays. Who answers it may be the backstop, whose audit is not. */
  private String paidFor(String requestId) throws InterruptedException {
    return RunningNetwork.await(
        "somebody paid for " + requestId,
        () ->
            running.read(Topics.SETTLEMENTS).stream()
                .filter(settlement -> settlement.getRequestId().equals(requestId))
                .flatMap(settlement -> settlement.getPayments().stream())
                .map(NodePayment::getNodeId)
                .findFirst()
                .orElse(null));
  }

  /** Drawn from a secret that was committed to and told afterwards, and from a block. */
  @Test
  void shouldDrawFromASecretAndABlockThatAStrangerChecks() throws Exception {
    String told =
        RunningNetwork.await(
            "a draw from a block",
            () -> {
              String id = ask("Whose turn is it?", Duration.ofSeconds(60)).getRequestId();
              return running
                      .infera("recompute-draw", id, "--json")
                      .contains("from the secret alone")
                  ? null
                  : id;
            });
    String draw =
        RunningNetwork.await(
            "the secret to be told",
            () -> {
              String text = running.infera("recompute-draw", told);
              return text.contains("not checked") ? null : text;
            });
    assertThat(draw).contains("equal", "from the secret and block ");
  }

  @Test
  void shouldDrawNobodyWhoTakesItsStakeOut() throws Exception {
    Economy economy = Economy.require(running.state().contracts());
    String node = network.nodeId(new NodeSpec("node-3", false, Map.of()));
    try (var chain = new ChainClient(network.layout().evmUrl(), Duration.ofSeconds(10))) {
      Contract staking = economy.contract(chain, EconomyContract.STAKING);
      BigInteger all = (BigInteger) staking.ask("stakes", node).get(0);
      Done unbonded = running.account(chain, "node-3").carryOut(Call.of(staking, "unbond", all));

      RosterChange out =
          RunningNetwork.await("node-3 out of the roster", () -> lastChange(node, false));
      assertThat(out.getReason()).isEqualTo("UNSTAKED");
      assertThat(out.getEvidence()).containsExactly("31337:" + unbonded.transaction());
      Duration took =
          Duration.between(chain.blockAt(unbonded.block()).orElseThrow().time(), out.getAt());
      System.out.println("Out of the roster " + took.toMillis() + " ms after the block's time");
      assertThat(took).isLessThan(Duration.ofSeconds(10));

      String amount = new InferAmount(all).toString();
      assertThat(running.infera("fund", node, amount)).contains(node + " has gas and " + amount);
      assertThat(running.infera("node", "stake", amount, "--key", "node-3"))
          .contains("staked for " + node);
      RosterChange back =
          RunningNetwork.await("node-3 back in the roster", () -> lastChange(node, true));
      assertThat(back.getReason()).isEqualTo("RETURNED");
    }
  }

  /**
   * From the log to the log: settlements that blame a node for what it has signed, the sink, the
   * keeper, the contract, the watcher, the roster. The last, since an ejected node does not return.
   */
  @Test
  @Order(Integer.MAX_VALUE)
  void shouldEndTheWorkOfWhoIsEjectedOnTheChain() throws Exception {
    String node = network.nodeId(new NodeSpec("node-3", false, Map.of()));
    // So that no rung before the last one takes it below the least stake.
    assertThat(running.infera("fund", node, "9000 INFER")).contains("has gas and 9000 INFER");
    running.infera("node", "stake", "9000 INFER", "--key", "node-3");
    RunningNetwork.await("node-3 in the roster", () -> lastChange(node, true));
    for (int rung = 0; rung < EconomicFigures.defaults().slashLadderPpm().size(); rung++) {
      settle(blaming(Identity.load(running.state().key("node-3")), "never-asked-" + rung));
    }

    RosterChange out =
        RunningNetwork.await("node-3 out of the roster", () -> lastChange(node, false));

    assertThat(out.getReason()).isEqualTo("EJECTED_ON_CHAIN");
    assertThat(out.getState()).isEqualTo(NodeState.EJECTED);
    Economy economy = Economy.require(running.state().contracts());
    try (var chain = new ChainClient(network.layout().evmUrl(), Duration.ofSeconds(10))) {
      Contract staking = economy.contract(chain, EconomyContract.STAKING);
      List<EventReader.Seen> ejections =
          new EventReader(chain, List.of(staking))
              .read(economy.block(), chain.head().number()).stream()
                  .filter(seen -> seen.event().name().equals("Ejected"))
                  .toList();
      assertThat(ejections).hasSize(1);
      assertThat(out.getEvidence()).containsExactly("31337:" + ejections.get(0).transaction());
      Duration took =
          Duration.between(
              chain.blockAt(ejections.get(0).block()).orElseThrow().time(), out.getAt());
      System.out.println("Ejected " + took.toMillis() + " ms after the block's time");
      assertThat(took).isLessThan(Duration.ofSeconds(15));
    }
  }

  /** A settlement as verification writes it, about a result that the node has signed. */
  private SettlementEvent blaming(Identity node, String requestId) {
    Digest result = Records.digest("a result for " + requestId);
    BatchProof signed =
        new BatchSigner(network.layout().networkId(), node).sign(List.of(result)).get(0);
    var fault =
        new FaultEvidence(
            node.address(), 1, result, signed, Records.node(9), Records.digest("audit"), 0.98);
    return SettlementEvent.newBuilder(Records.settlement(requestId))
        .setPriceMicroInfer(0)
        .setPayments(List.of())
        .setFaults(List.of(fault))
        .build();
  }

  private void settle(SettlementEvent event) throws Exception {
    String topic = Topics.SETTLEMENTS.name();
    Map<String, Object> settings = Map.of("bootstrap.servers", network.layout().bootstrapServers());
    try (var registry = SchemaRegistry.connect(network.layout().registryUrl());
        var producer =
            new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      byte[] key = RequestKey.of(event).toString().getBytes(UTF_8);
      byte[] value =
          new AvroSerdes(registry).serializer(Topics.SETTLEMENTS).serialize(topic, event);
      producer.send(new ProducerRecord<>(topic, key, value)).get();
    }
  }

  /** The last change of a node, if it is this one; else null. */
  private RosterChange lastChange(String node, boolean member) {
    return running.read(Topics.ROSTERS).stream()
        .filter(change -> change.getNodeId().equals(node))
        .reduce((before, after) -> after)
        .filter(change -> change.getMember() == member)
        .orElse(null);
  }

  /** Nobody pays for what somebody else asks, and who does not pay is told why. */
  @Test
  void shouldRejectWhoCannotPayAndDebitNobody() throws Exception {
    var rejected = new ArrayList<String>();
    try (RequestProducer producer = plain().keyFile(running.state().key("requester")).build()) {
      assertThat(producer.requester()).isEqualTo(network.requester());
      InferenceResponse answer = producer.submit("I do not sign.").join();
      assertThat(answer.getReason()).isEqualTo("NOT_SIGNED");
      rejected.add(answer.getRequestId());
    }

    Economy economy = Economy.require(running.state().contracts());
    Identity poor = Identity.loadOrCreate(running.state().key("poor"));
    BigInteger little = InferAmount.ofMicro(1).units();
    deposit(economy, poor.address(), little);
    var escrow = new Escrow(31_337, economy.address(EconomyContract.ESCROW).text());
    var payment =
        new Payment(
            "infera-local", escrow, InferAmount.of(1), InferAmount.of(10), Duration.ofDays(30));
    try (RequestProducer producer = plain().identity(poor).payment(payment).build()) {
      InferenceResponse answer = producer.submit("I have next to nothing.").join();
      assertThat(answer.getStatus()).isEqualTo(AnswerStatus.REJECTED);
      assertThat(answer.getReason()).isEqualTo("DEPOSIT_TOO_SMALL");
      rejected.add(answer.getRequestId());
    }
    awaitADebitOfSomebodyElse(economy);

    assertThat(running.read(Topics.SETTLEMENTS))
        .filteredOn(settlement -> rejected.contains(settlement.getRequestId()))
        .allMatch(settlement -> settlement.getPriceMicroInfer() == 0);
    try (var chain = new ChainClient(network.layout().evmUrl(), Duration.ofSeconds(10))) {
      Contract contract = economy.contract(chain, EconomyContract.ESCROW);
      assertThat(contract.ask("accounts", poor.address()).subList(0, 2))
          .as("balance, leaving")
          .isEqualTo(List.of(little, BigInteger.ZERO));
      assertThat(contract.ask("spent", poor.address(), MODEL))
          .isEqualTo(List.of(BigInteger.ZERO, BigInteger.ZERO));
    }
  }

  private void deposit(Economy economy, String requester, BigInteger amount) {
    try (var chain = new ChainClient(network.layout().evmUrl(), Duration.ofSeconds(10))) {
      Contract escrow = economy.contract(chain, EconomyContract.ESCROW);
      Contract token = economy.contract(chain, EconomyContract.TOKEN);
      Account treasury = running.account(chain, "treasury");
      treasury.carryOut(Call.of(token, "approve", escrow.address(), amount));
      treasury.carryOut(Call.of(escrow, "deposit", requester, amount));
    }
  }

  /** An epoch that counts further than until now, and its debits. */
  private void awaitADebitOfSomebodyElse(Economy economy) throws InterruptedException {
    try (var chain = new ChainClient(network.layout().evmUrl(), Duration.ofSeconds(10))) {
      Contract escrow = economy.contract(chain, EconomyContract.ESCROW);
      Object before = escrow.ask("spent", network.requester(), MODEL).get(0);
      assertThat(ask("I pay.", Duration.ofSeconds(60)).getStatus())
          .isEqualTo(AnswerStatus.VERIFIED);
      RunningNetwork.await(
          "a debit of " + network.requester(),
          () ->
              escrow.ask("spent", network.requester(), MODEL).get(0).equals(before) ? null : true);
    }
  }

  private RequestProducerBuilder plain() {
    return RequestProducer.builder()
        .bootstrapServers(network.layout().bootstrapServers())
        .schemaRegistry(network.layout().registryUrl())
        .deadline(Duration.ofSeconds(20));
  }

  /** A contract asks, the network answers, and the answer is paid from what was held, once. */
  @Test
  void shouldAnswerAContractAndPayOnce() throws Exception {
    Economy economy = Economy.require(running.state().contracts());
    try (var chain = new ChainClient(network.layout().evmUrl(), Duration.ofSeconds(10))) {
      String gateway = economy.address(EconomyContract.GATEWAY).text();
      Contract escrow = economy.contract(chain, EconomyContract.ESCROW);
      BigInteger deposit = InferAmount.of(10).units();
      Contract asker = asker(chain, economy, deposit);
      long deadline = chain.head().time().plusSeconds(120).getEpochSecond();
      long most = InferAmount.of(1).micro().longValueExact();
      running
          .account(chain, "treasury")
          .carryOut(
              Call.of(
                  asker,
                  "ask",
                  List.of(
                      "all-minilm-l6-v2", "A contract asks.", 3, most, deadline, true, 1_500_000)));
      String address = asker.address().text();
      assertThat(escrow.ask("accounts", address).get(0)).isEqualTo(InferAmount.of(9).units());

      RunningNetwork.await("the answer", () -> asker.number("answered").signum() > 0 ? true : null);

      assertThat(asker.number("status")).isOne();
      InferenceResponse response = running.read(Topics.responses(gateway)).get(0);
      assertThat(asker.one(Bytes32.class, "responseDigest").bytes())
          .isEqualTo(Digests.output(response.getOutput()).bytes());
      assertThat(asker.one(byte[].class, "vector"))
          .as("384 floats, stored by who asked")
          .hasSize(4 * 384)
          .isEqualTo(bytes(response.getOutput().getVector()));
      SettlementEvent settled =
          running.read(Topics.SETTLEMENTS).stream()
              .filter(event -> event.getRequester().equals(gateway))
              .findFirst()
              .orElseThrow();
      assertThat(settled.getPriceMicroInfer()).isPositive();
      BigInteger left = (BigInteger) escrow.ask("accounts", address).get(0);
      assertThat(deposit.subtract(left))
          .as("paid once")
          .isEqualTo(InferAmount.ofMicro(settled.getPriceMicroInfer()).units());
      assertThat(escrow.number("held", gateway, address)).isZero();
    }
  }

  private static byte[] bytes(ByteBuffer buffer) {
    var bytes = new byte[buffer.capacity()];
    buffer.duplicate().rewind().get(bytes);
    return bytes;
  }

  /** A contract that asks, with a deposit. */
  private Contract asker(ChainClient chain, Economy economy, BigInteger deposit) {
    Contract escrow = economy.contract(chain, EconomyContract.ESCROW);
    Contract token = economy.contract(chain, EconomyContract.TOKEN);
    Account owner = running.account(chain, "treasury");
    var code = ContractAbi.load("InferenceAsker");
    EvmAddress address = owner.address().created(owner.transactions());
    owner.carryOut(Call.creating(code, economy.address(EconomyContract.GATEWAY)));
    owner.carryOut(Call.of(token, "approve", escrow.address(), deposit));
    owner.carryOut(Call.of(escrow, "deposit", address.text(), deposit));
    return new Contract(chain, code, address);
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
            Topics.AUTHORISATIONS,
            Topics.SECRETS);
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
