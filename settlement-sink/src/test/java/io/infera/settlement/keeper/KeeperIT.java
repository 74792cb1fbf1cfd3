package io.infera.settlement.keeper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.RequesterAuthorisation;
import io.infera.event.SettlementEvent;
import io.infera.runtime.InferAmount;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.TopicAdmin;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.identity.Identity;
import io.infera.schemas.payment.Escrow;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import io.infera.schemas.testing.InMemorySchemaRegistry;
import io.infera.schemas.testing.Records;
import io.infera.schemas.testing.TestBroker;
import io.infera.settlement.chain.Contract;
import io.infera.settlement.chain.EventReader;
import io.infera.settlement.chain.Faults;
import io.infera.settlement.domain.Archive;
import io.infera.settlement.domain.Batch;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.EpochLeaves.Earning;
import io.infera.settlement.domain.Keccak;
import io.infera.settlement.economy.EconomyContract;
import io.infera.settlement.keeper.domain.CaseView.State;
import io.infera.settlement.rewards.RewardAudit;
import io.infera.settlement.testing.Anvil;
import io.infera.settlement.testing.Await;
import io.infera.settlement.testing.LiveEconomy;
import io.infera.settlement.testing.ServiceProcess;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The keeper as a process, between a real EVM node and a real broker. A batch is anchored under the
 * key of who may; all else on the chain the keeper does, or the test says who.
 */
class KeeperIT {
  private static final Identity REQUESTER = Records.identity(100);
  private static final Identity NODE = Records.identity(501);
  private static final Identity ANYBODY = Records.identity(502);
  private static final String HONEST = Records.node(1);
  private static final String OTHER = Records.node(2);

  private static TestBroker broker;
  private static InMemorySchemaRegistry registry;
  private static SchemaRegistry client;

  @TempDir private Path directory;
  private Anvil anvil;
  private LiveEconomy economy;
  private Contract staking;
  private Contract rewards;
  private Contract escrow;
  private final List<ServiceProcess> keepers = new ArrayList<>();

  @BeforeAll
  static void startBroker() {
    broker = TestBroker.start();
    registry = InMemorySchemaRegistry.start();
    client = SchemaRegistry.connect(registry.url());
  }

  @AfterAll
  static void stopBroker() {
    client.close();
    broker.close();
    registry.close();
  }

  @BeforeEach
  void deploy() throws Exception {
    List<Topic<?>> others = List.of(Topics.RECEIPTS, Topics.AUTHORISATIONS);
    try (Admin admin = broker.admin()) {
      Set<String> known = new HashSet<>(admin.listTopics().names().get());
      known.retainAll(Set.of(Topics.SETTLEMENTS.name(), Topics.AUTHORISATIONS.name()));
      admin.deleteTopics(known).all().get();
      Await.until("the old topics to go", () -> names(admin).stream().noneMatch(known::contains));
      // One lane, so that each settlement is at home in it.
      admin
          .createTopics(List.of(new NewTopic(Topics.SETTLEMENTS.name(), 1, (short) 1)))
          .all()
          .get();
      new TopicAdmin(admin).ensure(others, (short) 1);
    }
    anvil = Anvil.start();
    economy = new LiveEconomy(directory, anvil);
    economy.give(ANYBODY);
    staking = economy.contract(EconomyContract.STAKING);
    rewards = economy.contract(EconomyContract.REWARDS);
    escrow = economy.contract(EconomyContract.ESCROW);
  }

  private static Set<String> names(Admin admin) {
    try {
      return admin.listTopics().names().get();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void stop() {
    keepers.forEach(ServiceProcess::close);
    economy.close();
    anvil.close();
  }

  @Test
  void shouldCarryAnAccusationThroughThoughItIsKilledMeanwhile() throws IOException {
    economy.stake(NODE, LiveEconomy.STAKE);
    Batch batch = settle(Faults.settlement("r-1", NODE, 0, 1, HONEST));
    ServiceProcess keeper = keeper("a", ANYBODY);
    awaitMining("the accusation", () -> stateOf(batch, NODE) == State.OPEN);
    keeper.kill9();
    economy.mine(3);
    assertThat(stateOf(batch, NODE)).as("with no keeper").isEqualTo(State.OPEN);

    keeper = keeper("a", ANYBODY);
    awaitMining("the slash", () -> stateOf(batch, NODE) == State.SLASHED);

    assertThat((Boolean) staking.ask("stakes", NODE.address()).get(5)).as("ejected").isTrue();
    assertThat((BigInteger) staking.ask("stakes", NODE.address()).get(0)).isZero();
    assertThat(count(staking, "Accused")).isOne();
    assertThat(keeper.stop()).isIn(0, 143);
  }

  /** Of blocks that have not their confirmations: the keeper has not read them. */
  @Test
  void shouldSlashAgainWhenTheSlashIsTakenBack() throws IOException {
    economy.stake(NODE, LiveEconomy.STAKE);
    Batch batch = settle(Faults.settlement("r-1", NODE, 0, 1, HONEST));
    economy.mine(10);
    ServiceProcess keeper = keeper("a", ANYBODY, "confirmations=10");
    Await.until("the accusation", () -> stateOf(batch, NODE) == State.OPEN);
    passTime(1);
    Await.until("the slash", () -> stateOf(batch, NODE) == State.SLASHED);
    // Many turns, in each of which it could forget the case.
    Await.pause(1_000);

    economy.reorganise(1);
    assertThat(stateOf(batch, NODE)).isEqualTo(State.OPEN);

    awaitMining("the slash again", () -> stateOf(batch, NODE) == State.SLASHED);
    assertThat(keeper.log()).doesNotContain("The chain was reorganised", "Nothing is left to do");
    economy.mine(10);
    Await.until("the case's end", () -> keeper.log().contains("Nothing is left to do"));
  }

  @Test
  void shouldPostAndActivateEpochsAndCarryDebits() throws IOException {
    authorise();
    economy.deposit(REQUESTER, InferAmount.of(1));
    settle(Faults.paid("r-1", List.of(), HONEST, OTHER));
    keeper("a", LiveEconomy.POSTER);

    awaitMining("the first epoch", () -> active() >= 1);
    awaitMining("the debit", () -> spent() == 14);
    // What the debit brought belongs to the epoch after it.
    awaitMining("fees in an epoch", () -> ((BigInteger) rewards.ask("active").get(1)).signum() > 0);

    var audit = new RewardAudit(economy.chain(), economy.economy(), archive("a"));
    assertThat(audit.verify(1).earnings()).extracting(Earning::earner).contains(HONEST, OTHER);
    assertThat(audit.verify(2).fees()).isEqualTo(rewards.ask("active").get(1));
    assertThat(count(escrow, "Debited")).isOne();
    awaitMining("the epoch's file", () -> epochFile("a", 2).contains(activeRoot()));
  }

  @Test
  void shouldNotActivateWhatArchiveAndChainDoNotGive() throws IOException {
    settle(Faults.paid("r-1", List.of(), HONEST, OTHER));
    economy.mine(2);
    Bytes32 lie = Keccak.of("a root of nothing");
    List<Long> heads = List.of(1L);
    economy.send(
        LiveEconomy.POSTER,
        EconomyContract.REWARDS,
        "post",
        1L,
        lie,
        BigInteger.ZERO,
        BigInteger.ONE,
        List.of(),
        heads);
    ServiceProcess keeper = keeper("a", ANYBODY);
    awaitMining("a complaint", () -> keeper.log().contains("does not activate it"));
    passTime(5);
    Await.pause(1_000);

    assertThat(active()).isZero();
    assertThat(rewards.number("pendingFrom")).isPositive();
    assertThat(economy.chain().head().time().getEpochSecond())
        .as("anybody could activate it by now")
        .isGreaterThan(rewards.number("pendingFrom").longValueExact());

    keeper("guardian", LiveEconomy.GUARDIAN);
    awaitMining("the veto", () -> rewards.number("pendingFrom").signum() == 0);
    assertThat(count(rewards, "Vetoed")).isOne();

    // What is right then comes through, past them both.
    keeper("poster", LiveEconomy.POSTER);
    awaitMining("an epoch", () -> active() == 1);
    assertThat(activeRoot()).isNotEqualTo(lie.toString());
    assertThat(count(rewards, "Vetoed")).isOne();
    assertThat(keeper.alive()).isTrue();
  }

  @Test
  void shouldWorkBesideAnotherKeeper() throws IOException {
    List<Identity> wrong = List.of(NODE, Records.identity(503), Records.identity(504));
    wrong.forEach(node -> economy.stake(node, LiveEconomy.STAKE));
    authorise();
    economy.deposit(REQUESTER, InferAmount.of(1));
    keeper("a", LiveEconomy.POSTER);
    keeper("b", ANYBODY);
    List<Batch> batches = new ArrayList<>();
    for (Identity node : wrong) {
      batches.add(settle(Faults.settlement("r-" + node.address(), node, 0, 1, HONEST)));
    }

    awaitMining(
        "all slashes",
        () ->
            stateOf(batches.get(0), wrong.get(0)) == State.SLASHED
                && stateOf(batches.get(1), wrong.get(1)) == State.SLASHED
                && stateOf(batches.get(2), wrong.get(2)) == State.SLASHED);
    awaitMining("all debits", () -> spent() == 21);

    assertThat(count(staking, "Accused")).isEqualTo(3);
    assertThat(keepers).allMatch(ServiceProcess::alive);
    assertThat(keepers)
        .allSatisfy(one -> assertThat(one.log()).doesNotContain("cannot go on", "ERROR"));
    for (String name : List.of("a", "b")) {
      awaitMining("the epochs of " + name, () -> epochFile(name, active()).contains(activeRoot()));
    }
  }

  /** A batch, its cases and its epoch were read, acted on and forgotten: then there are others. */
  @Test
  void shouldFollowAReorganisationThatTakesBackWhatItHasRead() throws IOException {
    economy.stake(NODE, LiveEconomy.STAKE);
    long before = economy.chain().head().number();
    economy.mine(5);
    Batch first = settle(Faults.settlement("r-1", NODE, 0, 1, HONEST));
    ServiceProcess keeper = keeper("a", LiveEconomy.POSTER, "confirmations=1");
    awaitMining("the slash", () -> stateOf(first, NODE) == State.SLASHED);
    awaitMining("the first epoch", () -> epochFile("a", 1).contains(activeRoot()));
    Await.until("the case's end", () -> keeper.log().contains("Nothing is left to do"));
    String replaced = activeRoot();

    economy.reorganise((int) (economy.chain().head().number() - before));
    assertThat(active()).isZero();
    assertThat(stateOf(first, NODE)).isEqualTo(State.NONE);
    Await.until("that to be noticed", () -> keeper.log().contains("The chain was reorganised"));
    Await.until("the epoch's file to go", () -> epochFile("a", 1).isEmpty());
    assertThat(count(staking, "Accused")).as("by evidence that is anchored no more").isZero();

    // Anchored anew, otherwise cut.
    SettlementEvent second = Faults.paid("r-2", List.of(), OTHER);
    append(second);
    Batch whole = Faults.batch(0, List.of(Faults.settlement("r-1", NODE, 0, 1, HONEST), second));
    economy.anchor(whole);

    awaitMining("the slash again", () -> stateOf(whole, NODE) == State.SLASHED);
    awaitMining("an epoch again", () -> active() >= 1 && epochFile("a", 1).contains(activeRoot()));
    assertThat(activeRoot()).isNotEqualTo(replaced);
    assertThat(new Archive(archive("a"), Records.NETWORK).at(0, 0).orElseThrow().batch().root())
        .isEqualTo(whole.root());
    var audit = new RewardAudit(economy.chain(), economy.economy(), archive("a"));
    assertThat(audit.verify(1).earnings()).extracting(Earning::earner).contains(OTHER);
    assertThat(keeper.alive()).as(keeper::log).isTrue();
  }

  @Test
  void shouldRefuseContractsOfAnotherNetworkOrChain() throws IOException {
    ServiceProcess keeper = keeper("a", ANYBODY, "network.id=another-network");
    Await.until("it to end", () -> !keeper.alive());
    assertThat(keeper.stop()).isOne();
    assertThat(keeper.log())
        .contains("contracts of network infera-test on chain 31337")
        .contains("this is network another-network");

    Files.writeString(
        economy.file(), Files.readString(economy.file()).replace(": 31337", ": 42161"));
    ServiceProcess other = keeper("b", ANYBODY);
    Await.until("it to end", () -> !other.alive());
    assertThat(other.stop()).isOne();
    assertThat(other.log())
        .contains("contracts of network infera-test on chain 42161")
        .contains("the chain at " + anvil.url() + " is 31337");
  }

  /** Writes a settlement into the log and anchors it, alone. */
  private Batch settle(SettlementEvent event) {
    append(event);
    Batch batch = Faults.batch(economy.nextOffset(), List.of(event));
    economy.anchor(batch);
    return batch;
  }

  private void append(SettlementEvent event) {
    write(Topics.SETTLEMENTS, RequestKey.of(event).toString(), event);
  }

  /** What the dispatcher writes when a requester pays. */
  private void authorise() {
    var contract = new Escrow(economy.economy().chainId(), escrow.address().text());
    long until = economy.chain().head().time().getEpochSecond() + 1_000_000;
    var allowed = contract.authorise(REQUESTER, Records.MODEL, 1_000_000, 2_000_000, until);
    write(
        Topics.AUTHORISATIONS,
        REQUESTER.address() + "/" + Records.MODEL,
        RequesterAuthorisation.newBuilder()
            .setRequester(REQUESTER.address())
            .setModelId(Records.MODEL)
            .setChainId(contract.chainId())
            .setEscrow(contract.address())
            .setAuthorisation(allowed)
            .build());
  }

  private <T extends SpecificRecord> void write(Topic<T> topic, String key, T value) {
    byte[] bytes = new AvroSerdes(client).serializer(topic).serialize(topic.name(), value);
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic.name(), key.getBytes(UTF_8), bytes));
    }
  }

  private State stateOf(Batch batch, Identity node) {
    Bytes32 id = Faults.evidence(batch, batch.range().first(), node).caseId();
    return State.values()[((BigInteger) staking.ask("cases", id).get(0)).intValueExact()];
  }

  private long active() {
    return ((BigInteger) rewards.ask("active").get(3)).longValueExact();
  }

  private String activeRoot() {
    return rewards.ask("active").get(0).toString();
  }

  /** What the requester was debited, in millionths of an INFER. */
  private long spent() {
    Object model = Keccak.of(Records.MODEL);
    return ((BigInteger) escrow.ask("spent", REQUESTER.address(), model).get(0)).longValueExact();
  }

  private long count(Contract contract, String event) {
    long head = economy.chain().head().number();
    return new EventReader(economy.chain(), List.of(contract))
        .read(economy.economy().block(), head).stream()
            .filter(seen -> seen.event().name().equals(event))
            .count();
  }

  private Path archive(String keeper) {
    return directory.resolve(keeper).resolve("archive");
  }

  /** An epoch's file of a keeper; empty when it has none. */
  private String epochFile(String keeper, long number) {
    Path file = directory.resolve(keeper).resolve("epochs").resolve("%08d.jsonl".formatted(number));
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      return "";
    }
  }

  /** Lets all windows pass on the chain, and makes blocks then. */
  private void passTime(int blocks) {
    anvil.rpc("evm_increaseTime", 5);
    economy.mine(blocks);
  }

  /** Waits while the chain makes blocks. */
  private void awaitMining(String what, BooleanSupplier condition) {
    Await.until(
        what,
        () -> {
          if (condition.getAsBoolean()) {
            return true;
          }
          assertThat(keepers).isNotEmpty();
          economy.mine(1);
          Await.pause(100);
          return false;
        });
  }

  private ServiceProcess keeper(String name, Identity payer, String... more) throws IOException {
    String key = HexFormat.of().formatHex(payer.privateKey());
    var lines =
        new ArrayList<>(
            List.of(
                "network.id=" + Records.NETWORK,
                "kafka.bootstrap.servers=" + broker.bootstrapServers(),
                "schema.registry.url=" + registry.url(),
                "data.dir=" + directory.resolve(name),
                "chain.rpc.url=" + anvil.url(),
                "keeper.pause=50ms",
                "epoch.length=1s",
                "resend.after=2s",
                "signer.key.file=" + Anvil.keyFile(directory, name + ".key", key),
                "deployment.file=" + economy.file()));
    // The last line of a key counts.
    lines.addAll(List.of(more));
    Path config = Files.write(directory.resolve(name + ".properties"), lines);
    ServiceProcess keeper =
        ServiceProcess.start(
            KeeperMain.class, directory.resolve(name + ".log"), "--config", config.toString());
    keepers.add(keeper);
    return keeper;
  }
}
