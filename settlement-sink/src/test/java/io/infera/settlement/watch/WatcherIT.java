package io.infera.settlement.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.EpochBeacon;
import io.infera.event.InferenceRequest;
import io.infera.event.NodeStake;
import io.infera.event.RequesterDeposit;
import io.infera.runtime.InferAmount;
import io.infera.schemas.canonical.Digests;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.identity.Identity;
import io.infera.schemas.testing.InMemorySchemaRegistry;
import io.infera.schemas.testing.Records;
import io.infera.schemas.testing.TestBroker;
import io.infera.settlement.chain.ContractAbi;
import io.infera.settlement.chain.EventReader;
import io.infera.settlement.domain.Block;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.economy.EconomyContract;
import io.infera.settlement.testing.Anvil;
import io.infera.settlement.testing.Await;
import io.infera.settlement.testing.ChainTopics;
import io.infera.settlement.testing.LiveEconomy;
import io.infera.settlement.testing.ServiceProcess;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The watcher as a process, between a real EVM node and a real broker. */
class WatcherIT {
  private static final Identity ASKER = Records.identity(400);
  private static final long EPOCH_MS = 1_000;

  private static TestBroker broker;
  private static InMemorySchemaRegistry registry;
  private static ChainTopics topics;

  @TempDir private Path directory;
  private Anvil anvil;
  private LiveEconomy economy;

  @BeforeAll
  static void startBroker() {
    broker = TestBroker.start();
    registry = InMemorySchemaRegistry.start();
    topics = new ChainTopics(broker, registry.url());
  }

  @AfterAll
  static void stopBroker() {
    topics.close();
    broker.close();
    registry.close();
  }

  @BeforeEach
  void deploy() {
    topics.recreate();
    anvil = Anvil.start();
    economy = new LiveEconomy(directory, anvil);
    economy.give(ASKER);
  }

  @AfterEach
  void stop() {
    economy.close();
    anvil.close();
  }

  @Test
  void shouldTellWhatHasItsConfirmationsAndNothingElse() throws IOException {
    Identity node = Records.identity(401);
    economy.stake(node, LiveEconomy.STAKE);
    economy.deposit(ASKER, InferAmount.of(5));
    economy.mine(1);
    economy.unbond(node, LiveEconomy.STAKE);
    try (var watcher = watcher("confirmations=2")) {
      NodeStake staked = await(watcher, Topics.STAKES, node.address());
      assertThat(staked.getBondedMicroInfer()).isEqualTo(1_000_000_000);
      assertThat(staked.getMinimumMicroInfer()).isEqualTo(1_000_000_000);
      assertThat(staked.getReason()).isEqualTo("STAKED");
      assertThat(staked.getBlock().getHash().bytes())
          .isEqualTo(
              economy.chain().blockAt(staked.getBlock().getNumber()).orElseThrow().hash().bytes());
      RequesterDeposit deposit = await(watcher, Topics.DEPOSITS, ASKER.address());
      assertThat(deposit.getBalanceMicroInfer()).isEqualTo(5_000_000);

      // The unbonding is in the last block, which has one confirmation of two.
      assertThat(all(Topics.STAKES)).hasSize(1);
      economy.mine(1);
      Await.until(
          "the unbonding", () -> last(Topics.STAKES, node.address()).getBondedMicroInfer() == 0);
      NodeStake unbonding = last(Topics.STAKES, node.address());
      assertThat(unbonding.getUnbondingMicroInfer()).isEqualTo(1_000_000_000);
      assertThat(unbonding.getReason()).isEqualTo("UNBONDING");
      assertThat(watcher.stop()).isIn(0, 143);
    }
    assertThat(all(Topics.STAKES)).hasSize(2);
    assertThat(all(Topics.DEPOSITS)).hasSize(1);
  }

  @Test
  void shouldTellOfAnEjectionByEvidence() throws IOException {
    Identity node = Records.identity(402);
    economy.stake(node, LiveEconomy.STAKE);
    try (var watcher = watcher("confirmations=1")) {
      await(watcher, Topics.STAKES, node.address());
      economy.eject(node, "r-1");

      Await.until("the ejection", () -> last(Topics.STAKES, node.address()).getEjected());
      NodeStake ejected = last(Topics.STAKES, node.address());
      assertThat(ejected.getReason()).isEqualTo("EJECTED");
      assertThat(ejected.getBondedMicroInfer()).isZero();
      assertThat(ejected.getRung()).isOne();
      assertThat(ejected.getTransactionHash()).startsWith("0x");
    }
  }

  /** Far deeper than the confirmations: what was told is taken back by what is told then. */
  @Test
  void shouldTakeBackWhatAReorganisationTookBack() throws IOException {
    Identity stays = Records.identity(403);
    Identity goes = Records.identity(404);
    economy.stake(stays, LiveEconomy.STAKE);
    economy.mine(1);
    economy.stake(goes, LiveEconomy.STAKE);
    economy.deposit(ASKER, InferAmount.of(5));
    economy.mine(6);
    try (var watcher = watcher("confirmations=2")) {
      await(watcher, Topics.DEPOSITS, ASKER.address());
      // Two transfers, stake, deposit, and six blocks.
      economy.reorganise(10);
      economy.mine(1);

      Await.until(
          "the stake to go", () -> last(Topics.STAKES, goes.address()).getBondedMicroInfer() == 0);
      assertThat(last(Topics.STAKES, goes.address()).getReason()).isEqualTo("SEEN");
      Await.until(
          "the deposit to go",
          () -> last(Topics.DEPOSITS, ASKER.address()).getBalanceMicroInfer() == 0);
      assertThat(last(Topics.STAKES, stays.address()).getBondedMicroInfer())
          .isEqualTo(1_000_000_000);

      economy.stake(goes, LiveEconomy.STAKE);
      economy.mine(2);
      Await.until(
          "the stake anew", () -> last(Topics.STAKES, goes.address()).getBondedMicroInfer() > 0);
    }
  }

  /** What was told names a block that is gone: for draws to come, the one in its place is told. */
  @Test
  void shouldTellTheBeaconAnewWhoseBlockIsGone() throws IOException {
    // With a block in each of the next seconds, of the chain's own time.
    long start = economy.chain().head().time().getEpochSecond() + 10;
    try (var watcher = watcher("confirmations=2")) {
      String before = anvil.rpc("evm_snapshot").asText();
      mineAt(start, 6);
      await(watcher, Topics.BEACONS, Long.toString(start + 5));
      Bytes32 gone = beacon(start + 3);

      anvil.rpc("evm_revert", before);
      anvil.rpc("anvil_setCoinbase", ASKER.address());
      mineAt(start, 8);
      await(watcher, Topics.BEACONS, Long.toString(start + 7));

      assertThat(beacon(start + 3)).isNotEqualTo(gone);
      for (long second = start; second <= start + 6; second++) {
        long number = last(Topics.BEACONS, Long.toString(second + 1)).getBlock().getNumber();
        Block block = economy.chain().blockAt(number).orElseThrow();
        assertThat(block.time().getEpochSecond()).isEqualTo(second);
        assertThat(beacon(second + 1)).isEqualTo(block.hash());
      }
    }
    // Both stay in the log, so that a replay finds what was drawn from then.
    assertThat(all(Topics.BEACONS)).filteredOn(told -> told.getEpoch() == start + 3).hasSize(2);
  }

  private void mineAt(long second, int blocks) {
    for (int i = 0; i < blocks; i++) {
      anvil.rpc("evm_setNextBlockTimestamp", second + i);
      economy.mine(1);
    }
  }

  /** Hash of the block that was told last for an epoch. */
  private Bytes32 beacon(long epoch) {
    return Bytes32.of(last(Topics.BEACONS, Long.toString(epoch)).getBlock().getHash().bytes());
  }

  /** Killed again and again, on a chain whose last blocks are replaced again and again. */
  @Test
  void shouldBeRightInTheEndHoweverOftenItIsKilled() throws IOException {
    var random = new Random(17);
    List<Identity> nodes = List.of(Records.identity(405), Records.identity(406));
    nodes.forEach(node -> economy.stake(node, LiveEconomy.STAKE));
    economy.deposit(ASKER, InferAmount.of(1_000));
    economy.send(
        ASKER,
        EconomyContract.ESCROW,
        "setOperator",
        economy.economy().address(EconomyContract.GATEWAY),
        true);
    economy.mine(6);
    for (int life = 0; life < 6; life++) {
      try (var watcher = watcher("confirmations=6")) {
        long end = System.nanoTime() + Duration.ofMillis(1_000 + random.nextInt(1_500)).toNanos();
        while (System.nanoTime() < end) {
          happen(random, nodes.get(random.nextInt(nodes.size())));
        }
        assertThat(watcher.alive()).as(watcher::log).isTrue();
      }
    }
    // A reorganisation sets this chain's clock back, too.
    for (int epoch = 0; epoch < 5; epoch++) {
      Await.pause(EPOCH_MS);
      economy.mine(1);
    }
    economy.mine(6);
    try (var watcher = watcher("confirmations=6")) {
      Await.until("all to be told", () -> matchesTheChain(nodes));
      assertThat(watcher.alive()).as(watcher::log).isTrue();
    }
    questionsAreThoseOfTheChain();
    beaconsAreThoseOfTheChain();
    nothingWentBack();
  }

  private void happen(Random random, Identity node) {
    switch (random.nextInt(6)) {
      case 0 -> economy.stake(node, InferAmount.of(1 + random.nextInt(9)));
      case 1 -> economy.deposit(ASKER, InferAmount.of(1 + random.nextInt(9)));
      case 2, 3 -> ask("Question " + random.nextInt());
      case 4 -> economy.reorganise(1 + random.nextInt(5));
      default -> economy.mine(1 + random.nextInt(3));
    }
  }

  private void ask(String text) {
    long deadline = economy.chain().head().time().getEpochSecond() + 600;
    economy.send(
        ASKER,
        EconomyContract.GATEWAY,
        "ask",
        List.of(Records.MODEL, text, 3, 1_000L, deadline, false, 0));
  }

  private boolean matchesTheChain(List<Identity> nodes) {
    var staking = economy.contract(EconomyContract.STAKING);
    var escrow = economy.contract(EconomyContract.ESCROW);
    for (Identity node : nodes) {
      NodeStake told = last(Topics.STAKES, node.address());
      Object bonded = staking.ask("stakes", node.address()).get(0);
      if (told == null || told.getBondedMicroInfer() != micro(bonded)) {
        return false;
      }
    }
    Object balance = escrow.ask("accounts", ASKER.address()).get(0);
    RequesterDeposit told = last(Topics.DEPOSITS, ASKER.address());
    return told != null
        && told.getBalanceMicroInfer() == micro(balance)
        && requests().size()
            == economy.contract(EconomyContract.GATEWAY).number("asked").intValue();
  }

  private static long micro(Object units) {
    return new InferAmount((BigInteger) units).micro().longValueExact();
  }

  /** Each question of the chain, as it stands there; told twice, it is the same. */
  private void questionsAreThoseOfTheChain() {
    var told = requests();
    var gateway = economy.contract(EconomyContract.GATEWAY);
    long head = economy.chain().head().number();
    List<ContractAbi.Event> asked =
        new EventReader(economy.chain(), List.of(gateway))
            .read(0, head).stream().map(EventReader.Seen::event).toList();
    assertThat(told).hasSameSizeAs(asked).hasSizeGreaterThan(5);
    for (ContractAbi.Event event : asked) {
      InferenceRequest request =
          told.get(gateway.address() + "/" + event.values().get("requestId"));
      assertThat(Bytes32.of(Digests.request(request).bytes()))
          .isEqualTo(event.values().get("requestDigest"));
    }
  }

  private Map<String, InferenceRequest> requests() {
    Map<String, InferenceRequest> requests = new LinkedHashMap<>();
    for (InferenceRequest request : all(Topics.REQUESTS)) {
      InferenceRequest before = requests.put(RequestKey.of(request).toString(), request);
      if (before != null) {
        assertThat(Digests.request(before)).isEqualTo(Digests.request(request));
      }
    }
    return requests;
  }

  private void beaconsAreThoseOfTheChain() {
    List<EpochBeacon> told = all(Topics.BEACONS);
    assertThat(told.stream().map(EpochBeacon::getEpoch).distinct())
        .hasSameSizeAs(told)
        .hasSizeGreaterThan(3);
    for (EpochBeacon beacon : told) {
      long number = beacon.getBlock().getNumber();
      Block block = economy.chain().blockAt(number).orElseThrow();
      Block before = economy.chain().blockAt(number - 1).orElseThrow();
      assertThat(beacon.getBlock().getHash().bytes()).isEqualTo(block.hash().bytes());
      long start = (beacon.getEpoch() - 1) * EPOCH_MS;
      assertThat(block.time().toEpochMilli()).isBetween(start, start + EPOCH_MS - 1);
      assertThat(before.time().toEpochMilli()).isLessThan(start);
    }
  }

  private void nothingWentBack() {
    Map<String, Long> blocks = new LinkedHashMap<>();
    for (NodeStake stake : all(Topics.STAKES)) {
      long before = blocks.getOrDefault(stake.getNodeId(), 0L);
      assertThat(stake.getBlock().getNumber()).isGreaterThanOrEqualTo(before);
      blocks.put(stake.getNodeId(), stake.getBlock().getNumber());
    }
  }

  private ServiceProcess watcher(String... more) throws IOException {
    var lines =
        new ArrayList<>(
            List.of(
                "network.id=" + Records.NETWORK,
                "kafka.bootstrap.servers=" + broker.bootstrapServers(),
                "schema.registry.url=" + registry.url(),
                "data.dir=" + directory.resolve("data"),
                "chain.rpc.url=" + anvil.url(),
                "chain.poll=50ms",
                "deployment.file=" + economy.file(),
                "beacon.epoch=" + EPOCH_MS + "ms"));
    lines.addAll(List.of(more));
    Path config = Files.write(directory.resolve("watcher.properties"), lines);
    return ServiceProcess.start(
        WatcherMain.class, directory.resolve("watcher.log"), "--config", config.toString());
  }

  private static <T extends SpecificRecord> T await(
      ServiceProcess watcher, Topic<T> topic, String key) {
    return topics.await(watcher, topic, key);
  }

  private static <T extends SpecificRecord> T last(Topic<T> topic, String key) {
    return topics.last(topic, key);
  }

  private static <T extends SpecificRecord> List<T> all(Topic<T> topic) {
    return topics.all(topic);
  }
}
