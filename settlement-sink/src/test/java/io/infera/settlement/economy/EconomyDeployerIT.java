package io.infera.settlement.economy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.runtime.InferAmount;
import io.infera.runtime.Settings;
import io.infera.schemas.identity.Identity;
import io.infera.schemas.testing.Records;
import io.infera.settlement.chain.Account;
import io.infera.settlement.chain.Call;
import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.Contract;
import io.infera.settlement.chain.ContractRevertedException;
import io.infera.settlement.chain.EvmAddress;
import io.infera.settlement.chain.Signer;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.FeePolicy;
import io.infera.settlement.domain.Keccak;
import io.infera.settlement.testing.Anvil;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The whole economy on a real EVM node, created once however often it is interrupted. */
class EconomyDeployerIT {
  private static final String TREASURY = Records.node(1);
  private static final String GUARDIAN = Records.node(2);
  private static final String POSTER = Records.node(3);
  private static final String ARBITER = Records.node(4);
  private static final List<String> ATTESTERS =
      List.of(Records.node(5), Records.node(6), Records.node(7));
  private static final Duration RESEND = Duration.ofSeconds(5);

  @TempDir private Path directory;
  private Anvil anvil;
  private ChainClient chain;

  @BeforeEach
  void start() {
    anvil = Anvil.start();
    chain = new ChainClient(anvil.url(), Duration.ofSeconds(20));
  }

  @AfterEach
  void stop() {
    chain.close();
    anvil.close();
  }

  private Map<String, String> settings() {
    return new HashMap<>(
        Map.of(
            "network.id",
            Records.NETWORK,
            "chain.rpc.url",
            anvil.url(),
            "deployer.key.file",
            Anvil.keyFile(directory).toString(),
            "deployment.file",
            directory.resolve("contracts.json").toString(),
            "treasury",
            TREASURY,
            "attesters",
            String.join(",", ATTESTERS),
            "attesters.threshold",
            "2",
            "arbiter",
            ARBITER,
            "guardian",
            GUARDIAN,
            "poster",
            POSTER));
  }

  private EconomyDeployer deployer(Map<String, String> settings) {
    DeploymentConfig config = DeploymentConfig.of(Settings.of(settings));
    return new EconomyDeployer(
        chain, account(config.keyFile()), config.networkId(), config.economy(), config.file());
  }

  private Account account(Path keyFile) {
    return new Account(chain, Signer.load(keyFile, chain.chainId()), FeePolicy.USUAL, RESEND);
  }

  /** Stops before every single transaction. */
  @Test
  void shouldCreateNothingTwiceHoweverOftenItIsInterrupted() {
    EconomyDeployer deployer = deployer(settings());
    int steps = deployer.plan().steps().size();
    int interruptions = 0;
    Economy economy = null;
    while (economy == null) {
      var sent = new int[1];
      try {
        economy =
            deployer.ensure(
                what -> {
                  if (sent[0]++ > 0) {
                    throw new InterruptedByTest();
                  }
                });
      } catch (InterruptedByTest e) {
        interruptions++;
      }
    }

    assertThat(interruptions).isEqualTo(steps - 1);
    assertThat(account(Anvil.keyFile(directory)).transactions()).isEqualTo(steps);
    assertThat(Economy.load(directory.resolve("contracts.json"))).contains(economy);
    assertThat(economy.complete()).isTrue();
    assertThat(
            deployer.ensure(
                what -> {
                  throw new AssertionError("nothing is left to send, but: " + what);
                }))
        .isEqualTo(economy);
    rolesAreAsSaid(economy);
  }

  private static final class InterruptedByTest extends RuntimeException {}

  private void rolesAreAsSaid(Economy economy) {
    EvmAddress timelock = economy.address(EconomyContract.TIMELOCK);
    EvmAddress rewards = economy.address(EconomyContract.REWARDS);
    has(economy, EconomyContract.TOKEN, "MINTER_ROLE", rewards.text());
    has(economy, EconomyContract.REWARDS, "POSTER_ROLE", POSTER);
    has(economy, EconomyContract.REWARDS, "VETO_ROLE", GUARDIAN);
    has(economy, EconomyContract.STAKING, "ARBITER_ROLE", ARBITER);
    for (var stoppable :
        List.of(EconomyContract.STAKING, EconomyContract.REWARDS, EconomyContract.ESCROW)) {
      has(economy, stoppable, "PAUSER_ROLE", GUARDIAN);
    }
    for (EconomyContract governed : EconomyContract.values()) {
      if (governed != EconomyContract.GATEWAY && governed != EconomyContract.GOVERNOR) {
        assertThat(hasRole(economy, governed, Bytes32.ZERO, timelock.text())).isTrue();
        assertThat(hasRole(economy, governed, Bytes32.ZERO, economy.deployer().text()))
            .as("%s is out of its creator's hands", governed)
            .isFalse();
      }
    }
    Contract log = economy.contract(chain, EconomyContract.LOG);
    assertThat(log.number("threshold")).isEqualTo(2);
    assertThat(ATTESTERS).allMatch(who -> log.one(Boolean.class, "attesters", who));
    assertThat(
            hasRole(
                economy, EconomyContract.LOG, Keccak.of("ANCHOR_ROLE"), economy.deployer().text()))
        .as("with attesters nobody anchors alone")
        .isFalse();
    Contract token = economy.contract(chain, EconomyContract.TOKEN);
    assertThat(token.number("balanceOf", TREASURY))
        .isEqualTo(InferAmount.of(400_000_000).units())
        .isEqualTo(token.number("totalSupply"));
  }

  private void has(Economy economy, EconomyContract contract, String role, String who) {
    assertThat(hasRole(economy, contract, Keccak.of(role), who))
        .as("%s of %s", role, contract)
        .isTrue();
  }

  private boolean hasRole(Economy economy, EconomyContract contract, Bytes32 role, String who) {
    return economy.contract(chain, contract).one(Boolean.class, "hasRole", role, who);
  }

  @Test
  void shouldRefuseToGoOnWithOtherSettings() {
    Map<String, String> settings = settings();
    assertThatThrownBy(
            () ->
                deployer(settings)
                    .ensure(
                        what -> {
                          throw new InterruptedByTest();
                        }))
        .isInstanceOf(InterruptedByTest.class);
    settings.put("staking.minimum", "7 INFER");
    assertThatThrownBy(() -> deployer(settings).ensure(what -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("was begun with other settings");
    settings.put("network.id", "another");
    assertThatThrownBy(() -> deployer(settings).ensure(what -> {}))
        .hasMessageContaining("but this is network another");
  }

  @Test
  void shouldNoticeThatAnotherUsedTheKey() {
    EconomyDeployer deployer = deployer(settings());
    assertThatThrownBy(
            () ->
                deployer.ensure(
                    what -> {
                      throw new InterruptedByTest();
                    }))
        .isInstanceOf(InterruptedByTest.class);
    Account account = account(Anvil.keyFile(directory));
    account.await(
        account.send(
            Call.of(EconomyContract.TOKEN.abi(), new EvmAddress(TREASURY), "delegate", TREASURY)));

    assertThatThrownBy(() -> deployer.ensure(what -> {}))
        .hasMessageContaining("something else was sent with this key");
  }

  /** As after a local chain has lost its last blocks, or all. */
  @Test
  void shouldCreateAgainWhatTheChainHasLost() {
    String before = anvil.rpc("evm_snapshot").asText();
    Economy first = deployer(settings()).ensure(what -> {});
    anvil.rpc("evm_revert", before);

    Economy again = deployer(settings()).ensure(what -> {});

    assertThat(again.contracts()).isEqualTo(first.contracts());
    rolesAreAsSaid(again);
  }

  @Test
  void shouldSayWhatItWouldDoAndThenDoIt() throws IOException {
    var properties = new Properties();
    properties.putAll(settings());
    Path file = directory.resolve("contracts.properties");
    try (var out = Files.newBufferedWriter(file)) {
      properties.store(out, null);
    }
    String planned = run(0, "--config", file.toString(), "--dry-run");
    assertThat(planned).contains("would nonce 0    create InferToken at 0x", "Nothing was sent.");
    assertThat(directory.resolve("contracts.json")).doesNotExist();

    String done = run(0, "--config", file.toString());
    Economy economy = Economy.require(directory.resolve("contracts.json"));
    assertThat(done).contains("NodeStaking        " + economy.address(EconomyContract.STAKING));
    assertThat(planned).contains(economy.address(EconomyContract.GOVERNOR).text());
    assertThat(run(0, "--config", file.toString(), "--dry-run")).doesNotContain("would");

    Files.writeString(file, "chain.rpc.url=http://127.0.0.1:1\n");
    assertThat(run(2, "--config", file.toString())).contains("network.id is missing");
  }

  private static String run(int expected, String... arguments) {
    var text = new StringWriter();
    var command = new CommandLine(new DeployContractsCommand());
    command.setOut(new PrintWriter(text)).setErr(new PrintWriter(text));
    assertThat(command.execute(arguments)).as(Arrays.toString(arguments)).isEqualTo(expected);
    return text.toString();
  }

  /** What the local network does for each of its nodes. */
  @Test
  void shouldStakeInOneTransactionByPermit() {
    Map<String, String> settings = settings();
    Path nodeKey = directory.resolve("node.key");
    Identity node = Identity.loadOrCreate(nodeKey);
    settings.put("treasury", node.address());
    Economy economy = deployer(settings).ensure(what -> {});
    anvil.rpc("anvil_setBalance", node.address(), "0xde0b6b3a7640000");
    Contract staking = economy.contract(chain, EconomyContract.STAKING);
    Account account = account(nodeKey);

    var done = account.carryOut(PermittedCall.stake(chain, economy, node, InferAmount.of(1_000)));

    assertThat(done.events(staking)).singleElement().matches(e -> e.name().equals("Staked"));
    assertThat(staking.one(Boolean.class, "eligible", node.address())).isTrue();
    assertThatThrownBy(() -> account.carryOut(Call.of(staking, "unbond", BigInteger.ONE)))
        .isInstanceOf(ContractRevertedException.class)
        .hasMessageContaining("at least 1000 INFER must be at stake");
  }
}
