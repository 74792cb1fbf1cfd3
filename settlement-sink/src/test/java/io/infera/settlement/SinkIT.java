package io.infera.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.infera.event.ReceiptStatus;
import io.infera.event.SettlementReceipt;
import io.infera.schemas.catalog.DeadLetter;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.testing.InMemorySchemaRegistry;
import io.infera.schemas.testing.TestBroker;
import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.Deployment;
import io.infera.settlement.chain.SettlementLog;
import io.infera.settlement.domain.Anchored;
import io.infera.settlement.domain.Archive;
import io.infera.settlement.testing.Anvil;
import io.infera.settlement.testing.Await;
import io.infera.settlement.testing.SecondClient;
import io.infera.settlement.testing.SettlementTopics;
import io.infera.settlement.testing.SinkProcess;
import io.infera.settlement.verify.ReceiptCheck;
import io.infera.settlement.verify.ReceiptVerifier;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Wallet;
import org.web3j.crypto.exception.CipherException;
import org.web3j.utils.Numeric;
import picocli.CommandLine;

/** The sink as a process, between a real broker and a real EVM node. */
class SinkIT {
  private static final String[] BLOCKS = {"--block-time", "1"};
  private static final List<String> ACCOUNTS =
      List.of(
          "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266",
          "0x70997970c51812dc3a010c7d01b50e0d17dc79c8");

  private static TestBroker broker;
  private static InMemorySchemaRegistry registry;

  @TempDir Path directory;
  private SettlementTopics topics;
  private Anvil anvil;
  private String url;
  private ChainClient chain;

  @BeforeAll
  static void startBroker() {
    broker = TestBroker.start();
    registry = InMemorySchemaRegistry.start();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
    registry.close();
  }

  @BeforeEach
  void createTopics() {
    topics = new SettlementTopics(broker, registry.url());
  }

  @AfterEach
  void stop() {
    topics.close();
    if (chain != null) {
      chain.close();
    }
    if (anvil != null) {
      anvil.close();
    }
  }

  @Test
  void shouldAnchorEverySettlementOnceAndProveItByReceipts() throws IOException {
    startChain(BLOCKS);
    topics.write(100, new Random(1));
    topics.writePoison(1);
    topics.write(200, new Random(2));
    try (var sink = SinkProcess.start(config())) {
      awaitFinal(sink);
      assertThat(sink.stop()).isIn(0, 143);
      assertThat(sink.log()).doesNotContain(Anvil.KEY);
    }

    assertEachAnchoredOnce();
    assertThat(receipts(ReceiptStatus.FINAL)).hasSize(300);
    assertThat(receipts(ReceiptStatus.PENDING)).hasSize(300);
    assertThat(receipts(ReceiptStatus.WITHDRAWN)).isEmpty();
    assertThat(topics.deadLetters()).hasSize(1);
    var letter = topics.deadLetters().get(0);
    assertThat(letter.value()).isEqualTo(SettlementTopics.POISON);
    assertThat(new String(letter.headers().lastHeader(DeadLetter.PARTITION).value()))
        .isEqualTo("1");
  }

  @Test
  void shouldGiveEachLaneAnAccountOfItsOwnAndOfferOnePrice() throws IOException {
    startChain();
    topics.write(60, new Random(3));
    Path second = Anvil.keyFile(directory, "second.key", Anvil.SECOND_KEY);
    String keys = Anvil.keyFile(directory) + "," + second;
    Path config =
        config(
            "confirmations=1", "fee.pricing=legacy", "chain.id=31337", "signer.key.file=" + keys);
    try (var sink = SinkProcess.start(config)) {
      awaitFinal(sink);
    }
    assertEachAnchoredOnce();
    assertThat(anchored())
        .allSatisfy(
            batch -> {
              var sent = anvil.rpc("eth_getTransactionByHash", batch.transaction().toString());
              assertThat(sent.get("from").asText()).isEqualTo(ACCOUNTS.get(batch.range().lane()));
              assertThat(sent.get("type").asText()).isEqualTo("0x0");
            });
  }

  /** With a keystore, the chain's own word for what is final, and a chain that is not anvil. */
  @Test
  void shouldSettleOnAnotherClient() throws Exception {
    try (var client = SecondClient.start(directory)) {
      connect(client.url());
      String id = Long.toString(Long.decode(client.rpc("eth_chainId").asText()));
      Path keystore = Anvil.keyFile(directory, "keystore.json", keystore("correct horse"));
      Path password = Anvil.keyFile(directory, "password", "correct horse\n");
      String keys = Anvil.keyFile(directory) + "," + keystore;
      topics.write(150, new Random(5));
      Path config =
          config(
              "chain.id=" + id,
              "finality=finalized",
              "signer.key.file=" + keys,
              "signer.password.file=" + password);
      try (var sink = SinkProcess.start(config)) {
        awaitFinal(sink);
        assertThat(sink.log()).doesNotContain(Anvil.KEY, Anvil.SECOND_KEY, "correct horse");
      }
      assertEachAnchoredOnce();
      assertThat(anchored())
          .allSatisfy(
              batch -> {
                var sent = client.rpc("eth_getTransactionByHash", batch.transaction().toString());
                assertThat(sent.get("from").asText()).isEqualTo(ACCOUNTS.get(batch.range().lane()));
                assertThat(sent.get("type").asText()).isEqualTo("0x2");
              });
    }
  }

  private static String keystore(String password) throws CipherException, IOException {
    ECKeyPair key = ECKeyPair.create(Numeric.hexStringToByteArray(Anvil.SECOND_KEY));
    return new ObjectMapper().writeValueAsString(Wallet.createLight(password, key));
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12})
  void shouldAnchorEachOnceAlthoughItIsKilledAgainAndAgain(long seed) throws IOException {
    startChain(BLOCKS);
    var random = new Random(seed);
    Path config = config("batch.max.events=7");
    for (int life = 0; life < 4; life++) {
      topics.write(40, random);
      try (var sink = SinkProcess.start(config)) {
        Await.pause(600 + random.nextInt(3_000));
        sink.kill9();
      }
    }
    try (var sink = SinkProcess.start(config)) {
      awaitFinal(sink);
    }
    assertEachAnchoredOnce();
  }

  @Test
  void shouldWithdrawWhatAReorganisationTookAwayAndAnchorItAgain() throws IOException {
    startChain(BLOCKS);
    var random = new Random(21);
    try (var sink = SinkProcess.start(config("batch.max.events=10", "confirmations=4"))) {
      Await.until(
          "a first batch", () -> !deployed() || anchored().isEmpty() ? write(random) : true);
      for (int depth : List.of(1, 2, 3)) {
        reorganise(depth, random);
      }
      Await.until(
          "a withdrawal",
          () -> {
            reorganise(3, random);
            return !receipts(ReceiptStatus.WITHDRAWN).isEmpty();
          });
      awaitFinal(sink);
      assertThat(sink.log()).contains("The chain was reorganised");
    }
    assertEachAnchoredOnce();
    var verifier = new ReceiptVerifier(archive(), chain, contract(), 0);
    assertThat(receipts(ReceiptStatus.WITHDRAWN))
        .allSatisfy(
            gone -> {
              assertThat(verifier.verify(gone)).isInstanceOf(ReceiptCheck.Withdrawn.class);
              var before = SettlementReceipt.newBuilder(gone).setStatus(ReceiptStatus.PENDING);
              assertThat(verifier.verify(before.build())).isInstanceOf(ReceiptCheck.Refuted.class);
            });
    SettlementReceipt there = receipts(ReceiptStatus.FINAL).get(0);
    var lie = SettlementReceipt.newBuilder(last().get(RequestKey.of(there).toString()));
    assertThat(verifier.verify(lie.setStatus(ReceiptStatus.WITHDRAWN).build()))
        .isInstanceOf(ReceiptCheck.Refuted.class);
  }

  /** Takes back blocks after something was told that stands in one of the last. */
  private void reorganise(int depth, Random random) {
    int before = receipts(ReceiptStatus.PENDING).size();
    topics.write(30, random);
    Await.until("another batch", () -> receipts(ReceiptStatus.PENDING).size() > before);
    anvil.rpc("anvil_reorg", depth, new Object[0]);
  }

  private boolean write(Random random) {
    topics.write(1, random);
    return false;
  }

  @Test
  void shouldSendADroppedTransactionAgain() throws IOException {
    startChain();
    try (var sink = SinkProcess.start(config("resend.after=1s", "confirmations=1"))) {
      Await.until("the contract", this::deployed);
      anvil.rpc("evm_setAutomine", false);
      topics.write(20, new Random(31));
      Await.until("a transaction that waits", () -> waiting().size() > 0);
      var dropped = waiting();
      dropped.forEach(hash -> anvil.rpc("anvil_dropTransaction", hash));
      Await.until("a transaction sent again", () -> waiting().size() > 0);
      anvil.rpc("evm_setAutomine", true);
      anvil.rpc("evm_mine");
      awaitFinal(sink);
      assertThat(sink.log()).contains("has not arrived: sent again");
    }
    assertEachAnchoredOnce();
  }

  @Test
  void shouldAnchorEverythingAgainOnAChainThatLostIt() throws IOException {
    startChain();
    var random = new Random(51);
    topics.write(30, random);
    Path config = config("confirmations=1");
    try (var sink = SinkProcess.start(config)) {
      awaitFinal(sink);
    }
    int port = anvil.port();
    anvil.close();
    anvil = Anvil.startAt(port);
    topics.write(10, random);
    try (var sink = SinkProcess.start(config)) {
      awaitFinal(sink);
    }
    assertThat(receipts(ReceiptStatus.WITHDRAWN)).hasSize(30);
    assertEachAnchoredOnce();
  }

  @Test
  void shouldFindASingleAlteredByteOfTheArchive() throws IOException {
    startChain();
    topics.write(25, new Random(41));
    Path config = config("confirmations=1");
    try (var sink = SinkProcess.start(config)) {
      awaitFinal(sink);
      assertThat(sink.stop()).isIn(0, 143);
    }
    SettlementReceipt receipt = receipts(ReceiptStatus.FINAL).get(0);
    String request = RequestKey.of(receipt).toString();
    assertThat(verify(config, request)).isZero();
    assertThat(verify(config, receipt.getRequestId())).isZero();
    assertThat(verify(config, "never-asked")).isEqualTo(1);

    Path file = archive().file(receipt.getLane(), receipt.getFirstOffset());
    byte[] whole = Files.readAllBytes(file);
    var random = new Random(42);
    for (int i = 0; i < 20; i++) {
      byte[] altered = whole.clone();
      altered[random.nextInt(altered.length)] ^= (byte) (1 << random.nextInt(7));
      Files.write(file, altered);
      assertThat(verify(config, request)).as("alteration %d", i).isEqualTo(1);
    }
    Files.write(file, whole);
    assertThat(verify(config, request)).isZero();
  }

  private static int verify(Path config, String request) {
    var out = new PrintWriter(new StringWriter());
    return new CommandLine(new VerifyReceiptCommand())
        .setOut(out)
        .setErr(out)
        .execute(request, "--config", config.toString());
  }

  private void startChain(String... flags) {
    anvil = Anvil.start(flags);
    connect(anvil.url());
  }

  private void connect(String endpoint) {
    url = endpoint;
    chain = new ChainClient(endpoint, Duration.ofSeconds(10));
  }

  private Path config(String... more) throws IOException {
    var lines =
        new ArrayList<>(
            List.of(
                "network.id=infera-test",
                "kafka.bootstrap.servers=" + broker.bootstrapServers(),
                "schema.registry.url=" + registry.url(),
                "data.dir=" + directory.resolve("data"),
                "chain.rpc.url=" + url,
                "chain.poll=50ms",
                "signer.key.file=" + Anvil.keyFile(directory),
                "batch.max.events=50",
                "batch.max.wait=200ms"));
    lines.addAll(List.of(more));
    lines.removeIf(
        line -> List.of(more).stream().anyMatch(m -> !m.equals(line) && key(m).equals(key(line))));
    return Files.write(directory.resolve("sink.properties"), lines);
  }

  private static String key(String line) {
    return line.substring(0, line.indexOf('='));
  }

  private Archive archive() {
    return new Archive(directory.resolve("data/archive"), "infera-test");
  }

  private boolean deployed() {
    return Deployment.load(directory.resolve("data/contract.json"))
        .filter(deployment -> chain.hasCode(deployment.address()))
        .isPresent();
  }

  private SettlementLog contract() {
    return new SettlementLog(
        chain, Deployment.load(directory.resolve("data/contract.json")).orElseThrow().address());
  }

  private List<Anchored> anchored() {
    return contract().anchored(0, chain.head().number());
  }

  private List<String> waiting() {
    var hashes = new ArrayList<String>();
    anvil
        .rpc("txpool_content")
        .get("pending")
        .forEach(nonces -> nonces.forEach(t -> hashes.add(t.get("hash").asText())));
    return hashes;
  }

  private List<SettlementReceipt> receipts(ReceiptStatus status) {
    return topics.receipts().stream().filter(receipt -> receipt.getStatus() == status).toList();
  }

  /** The last receipt of each request. */
  private Map<String, SettlementReceipt> last() {
    var last = new HashMap<String, SettlementReceipt>();
    topics.receipts().forEach(receipt -> last.put(RequestKey.of(receipt).toString(), receipt));
    return last;
  }

  private void awaitFinal(SinkProcess sink) {
    Await.until(
        "a final receipt for each settlement",
        () -> {
          assertThat(sink.alive()).as(sink::log).isTrue();
          var last = last();
          return last.keySet().containsAll(topics.committed())
              && last.values().stream().allMatch(r -> r.getStatus() == ReceiptStatus.FINAL);
        });
  }

  private void assertEachAnchoredOnce() {
    var next = new HashMap<Integer, Long>();
    long settled = 0;
    for (Anchored batch : anchored()) {
      assertThat(batch.range().first())
          .as("begin of %s", batch.range())
          .isEqualTo(next.getOrDefault(batch.range().lane(), 0L));
      next.put(batch.range().lane(), batch.range().next());
      settled += batch.settlements();
    }
    assertThat(settled).isEqualTo(topics.committed().size());

    var verifier = new ReceiptVerifier(archive(), chain, contract(), 0);
    var checks = verifier.verifyAll();
    assertThat(checks).hasOnlyElementsOfType(ReceiptCheck.Proven.class);
    assertThat(checks.stream().map(ReceiptCheck::request))
        .containsExactlyInAnyOrderElementsOf(topics.committed());
    assertThat(last().values().stream().map(verifier::verify))
        .hasSize(topics.committed().size())
        .hasOnlyElementsOfType(ReceiptCheck.Proven.class);
  }
}
