package io.infera.settlement.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.infera.runtime.InferAmount;
import io.infera.schemas.identity.Identity;
import io.infera.schemas.testing.Records;
import io.infera.settlement.chain.Faults;
import io.infera.settlement.chain.Structs;
import io.infera.settlement.domain.SlashEvidence;
import io.infera.settlement.economy.EconomyContract;
import io.infera.settlement.testing.Anvil;
import io.infera.settlement.testing.Await;
import io.infera.settlement.testing.CommandRun;
import io.infera.settlement.testing.LiveEconomy;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node does with its money, on real contracts. */
class NodeCommandIT {
  private static final InferAmount BOND = InferAmount.of(50);
  private static final Identity ACCUSER = Records.identity(430);

  @TempDir private static Path directory;
  private static Anvil anvil;
  private static LiveEconomy economy;
  private static CommandRun commands;

  @BeforeAll
  static void deploy() {
    anvil = Anvil.start();
    economy = new LiveEconomy(directory, anvil);
    commands = new CommandRun(economy, directory);
  }

  @AfterAll
  static void stop() {
    economy.close();
    anvil.close();
  }

  private static Path staked(Identity node) {
    economy.stake(node, LiveEconomy.STAKE);
    return commands.key(node);
  }

  private static String node(int expected, Object... arguments) {
    return commands.run(expected, new NodeCommand(), arguments);
  }

  private static InferAmount balance(Identity who) {
    return new InferAmount(
        economy.contract(EconomyContract.TOKEN).number("balanceOf", who.address()));
  }

  private static InferAmount bonded(Identity node) {
    return new InferAmount(
        (BigInteger)
            economy.contract(EconomyContract.STAKING).ask("stakes", node.address()).get(0));
  }

  @Test
  void shouldTakeStakeOutAfterItsDelay() {
    Identity node = Records.identity(431);
    Path key = staked(node);

    assertThat(node(1, "withdraw", "--key", key))
        .contains("NodeStaking.withdraw was refused: nothing of " + node.address() + " unbonds");
    assertThat(node(1, "unbond", "1 INFER", "--key", key))
        .contains("at least 1000 INFER must be at stake, and it would be 999 INFER");
    assertThat(commands.dryRun(new NodeCommand(), "unbond", "1000 INFER", "--key", key))
        .contains("NodeStaking.unbond", "gas limit");
    assertThat(bonded(node)).isEqualTo(LiveEconomy.STAKE);
    assertThat(node(0, "unbond", "1000", "INFER", "--key", key))
        .contains("1000 INFER begin to leave")
        .containsPattern("at stake +0 INFER")
        .containsPattern("leaving +1000 INFER");
    assertThat(node(1, "withdraw", "--key", key)).contains("refused: not before ");

    Await.pause(2_500);
    economy.mine(1);
    commands.dryRun(new NodeCommand(), "withdraw", "--key", key);
    assertThat(balance(node)).isEqualTo(InferAmount.of(0));
    String to = Records.node(439);
    assertThat(node(0, "withdraw", "--key", key, "--to", to))
        .contains("1000 INFER withdrawn to " + to, "transaction");
    assertThat(balance(Records.identity(439))).isEqualTo(LiveEconomy.STAKE);
    assertThat(balance(node)).isEqualTo(InferAmount.of(0));
  }

  /** The bond must be approved first; a dry run says so, and a run does so. */
  @Test
  void shouldAppealWithABondThatItApprovesFirst() {
    Identity node = Records.identity(432);
    Path key = staked(node);
    String request = accused(node, "r-432");
    Object[] appeal = {"appeal", request, "--reason", "wrong weights", "--key", key};

    assertThat(node(1, appeal)).contains(node.address() + " has 0 INFER, and 50 INFER are needed");
    assertThat(allowance(node)).as("nothing was approved for nothing").isZero();
    economy.fund(node, BOND);
    assertThat(commands.dryRun(new NodeCommand(), appeal))
        .contains("Would be done after an approval", "InferToken.approve", "NodeStaking.appeal")
        .containsPattern("first gas limit +\\d+");
    assertThat(balance(node)).isEqualTo(BOND);
    assertThat(allowance(node)).isZero();

    assertThat(node(0, appeal)).contains("appeals about " + request, "bond", "50 INFER");
    assertThat(balance(node)).isEqualTo(InferAmount.of(0));
    assertThat(node(1, appeal)).contains("the case ", " is appealed");
    Object[] unknown = {"appeal", Records.REQUESTER + "/none", "--reason", "x", "--key", key};
    assertThat(node(1, unknown)).contains(" is not open");
    assertThat(allowance(node)).isZero();
  }

  @Test
  void shouldTryTheAppealItselfWhereTheBondIsApproved() {
    Identity node = Records.identity(433);
    Path key = staked(node);
    String request = accused(node, "r-433");
    economy.fund(node, BOND);
    String staking = economy.economy().address(EconomyContract.STAKING).text();
    economy.send(node, EconomyContract.TOKEN, "approve", staking, BOND.units());

    assertThat(
            commands.dryRun(new NodeCommand(), "appeal", request, "--reason", "why", "--key", key))
        .doesNotContain("approval")
        .containsPattern("gas limit +\\d+");
    assertThat(balance(node)).isEqualTo(BOND);
  }

  private static BigInteger allowance(Identity node) {
    String staking = economy.economy().address(EconomyContract.STAKING).text();
    return economy.contract(EconomyContract.TOKEN).number("allowance", node.address(), staking);
  }

  /** The request that a node is accused for. */
  private static String accused(Identity node, String requestId) {
    var settlement = Faults.settlement(requestId, node, 0, 1, Records.node(1));
    var batch = Faults.batch(economy.nextOffset(), List.of(settlement));
    economy.anchor(batch);
    SlashEvidence evidence = Faults.evidence(batch, batch.range().first(), node);
    economy.send(ACCUSER, EconomyContract.STAKING, "accuse", Structs.accuse(evidence));
    return settlement.getRequester() + "/" + requestId;
  }

  @Test
  void shouldOfferForGasWhatItIsTold() throws IOException {
    Identity node = Records.identity(434);
    Path key = staked(node);
    economy.fund(node, InferAmount.of(3));
    Object[] stake = {"stake", "1 INFER", "--key", key, "--json"};

    assertThat(sent(stake).get("type").asText()).isEqualTo("0x2");
    assertThat(sent(with(stake, "--fee.pricing", "legacy")).get("type").asText()).isEqualTo("0x0");
    JsonNode bounded = sent(with(stake, "--tip.gwei", "2", "--fee.max.gwei", "2"));
    assertThat(bounded.get("type").asText()).isEqualTo("0x2");
    assertThat(bounded.get("maxPriorityFeePerGas").asText()).isEqualTo("0x77359400");
    assertThat(bounded.get("maxFeePerGas").asText()).isEqualTo("0x77359400");

    assertThat(node(2, with(stake, "--fee.max.gwei", "0.5")))
        .contains("fee.max.gwei should be a number from 1.0 to 1000000.0, found");
    assertThat(node(2, with(stake, "--fee.pricing", "gold"))).contains("auto, eip1559, legacy");
    assertThat(node(2, with(stake, "--confirmations", "0"))).contains("confirmations");
  }

  @Test
  void shouldWaitForItsConfirmations() throws Exception {
    Identity node = Records.identity(435);
    Path key = staked(node);
    economy.fund(node, InferAmount.of(1));

    var run =
        CompletableFuture.supplyAsync(
            () -> node(0, "stake", "1 INFER", "--key", key, "--confirmations", "3"));
    Await.until("the stake", () -> bonded(node).equals(InferAmount.of(1_001)));
    economy.mine(1);
    Await.pause(500);
    assertThat(run).isNotDone();
    economy.mine(1);
    assertThat(run.get(30, TimeUnit.SECONDS)).contains("1 INFER staked");
  }

  /** Sent again under its nonce, so that it is done once. */
  @Test
  void shouldSendAgainWhatAReorganisationTookOut() throws Exception {
    Identity node = Records.identity(436);
    Path key = staked(node);
    economy.fund(node, InferAmount.of(1));
    Object[] stake = {"stake", "1 INFER", "--key", key, "--confirmations", "3"};

    var run = CompletableFuture.supplyAsync(() -> node(0, with(stake, "--resend.after", "1s")));
    Await.until("the stake", () -> bonded(node).equals(InferAmount.of(1_001)));
    economy.reorganise(1);
    assertThat(bonded(node)).isEqualTo(LiveEconomy.STAKE);
    Await.until("the stake anew", () -> bonded(node).equals(InferAmount.of(1_001)));
    economy.mine(2);
    assertThatCode(() -> run.get(30, TimeUnit.SECONDS)).doesNotThrowAnyException();
    assertThat(bonded(node)).isEqualTo(InferAmount.of(1_001));
  }

  private static Object[] with(Object[] arguments, Object... more) {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of(more));
    return all.toArray();
  }

  /** The transaction that a command sent. */
  private static JsonNode sent(Object... arguments) throws IOException {
    String hash = new ObjectMapper().readTree(node(0, arguments)).get("transaction").asText();
    return anvil.rpc("eth_getTransactionByHash", hash);
  }
}
