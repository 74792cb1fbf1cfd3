package io.infera.settlement.testing;

import io.infera.runtime.InferAmount;
import io.infera.runtime.Settings;
import io.infera.schemas.identity.Identity;
import io.infera.schemas.testing.Records;
import io.infera.settlement.chain.Account;
import io.infera.settlement.chain.Account.Done;
import io.infera.settlement.chain.Call;
import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.Contract;
import io.infera.settlement.chain.Faults;
import io.infera.settlement.chain.Signer;
import io.infera.settlement.chain.Structs;
import io.infera.settlement.domain.Archive;
import io.infera.settlement.domain.ArchivedBatch;
import io.infera.settlement.domain.Batch;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.FeePolicy;
import io.infera.settlement.domain.SlashEvidence;
import io.infera.settlement.domain.rewards.EpochStatement;
import io.infera.settlement.economy.DeploymentConfig;
import io.infera.settlement.economy.Economy;
import io.infera.settlement.economy.EconomyContract;
import io.infera.settlement.economy.EconomyDeployer;
import io.infera.settlement.economy.PermittedCall;
import io.infera.settlement.rewards.RewardBook;
import io.infera.settlement.rewards.RewardHistory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All contracts on a real EVM node, deployed as a network does it, with windows of seconds and a
 * ladder of one rung. Everybody signs with a key of his own.
 */
public final class LiveEconomy implements AutoCloseable {
  public static final InferAmount STAKE = InferAmount.of(1_000);

  /** Posts epochs. */
  public static final Identity POSTER = Records.identity(302);

  /** Can veto them. */
  public static final Identity GUARDIAN = Records.identity(303);

  private static final long ACTIVATION_MILLIS = 3_100;
  private static final Identity TREASURY = Records.identity(300);
  private static final Identity ANCHORER = Records.identity(301);

  private final EvmNode node;
  private final ChainClient chain;
  private final Path file;
  private final Economy economy;

  /** Deploys on a node that has nothing yet; {@link Anvil#KEY} must have Ether there. */
  public LiveEconomy(Path directory, EvmNode node) {
    this.node = node;
    this.chain = new ChainClient(node.url(), Duration.ofSeconds(20));
    this.file = directory.resolve("contracts.json");
    this.economy = deploy(directory);
    give(TREASURY);
    give(ANCHORER);
    give(POSTER);
    give(GUARDIAN);
  }

  private Economy deploy(Path directory) {
    Map<String, String> settings = new HashMap<>();
    settings.put("network.id", Records.NETWORK);
    settings.put("chain.rpc.url", node.url());
    settings.put("deployer.key.file", Anvil.keyFile(directory).toString());
    settings.put("deployment.file", file.toString());
    settings.put("treasury", TREASURY.address());
    settings.put("anchorers", ANCHORER.address());
    settings.put("staking.challenge.window", "1s");
    settings.put("staking.appeal.window", "1s");
    settings.put("staking.unbonding", "2s");
    settings.put("staking.ladder.ppm", "1000000");
    settings.put("escrow.withdrawal.delay", "2s");
    settings.put("poster", POSTER.address());
    settings.put("guardian", GUARDIAN.address());
    settings.put("rewards.activation.delay", "2s");
    DeploymentConfig config = DeploymentConfig.of(Settings.of(settings));
    var signer = Signer.load(config.keyFile(), chain.chainId());
    return new EconomyDeployer(
            chain, account(signer), config.networkId(), config.economy(), config.file())
        .ensure(what -> {});
  }

  public ChainClient chain() {
    return chain;
  }

  public EvmNode node() {
    return node;
  }

  public Economy economy() {
    return economy;
  }

  /** Where the addresses are written. */
  public Path file() {
    return file;
  }

  public Contract contract(EconomyContract which) {
    return economy.contract(chain, which);
  }

  /** What gas costs. */
  public void give(Identity who) {
    node.give(who.address());
  }

  /** Sends a call and waits for it. */
  public Done send(Identity who, Call call) {
    give(who);
    // Anew each time: a reorganisation takes nonces back.
    return account(Signer.of(who, chain.chainId())).carryOut(call);
  }

  public Done send(Identity who, EconomyContract contract, String function, Object... arguments) {
    return send(who, Call.of(contract(contract), function, arguments));
  }

  private Account account(Signer signer) {
    return new Account(chain, signer, FeePolicy.USUAL, Duration.ofSeconds(20));
  }

  /** INFER from the treasury. */
  public void fund(Identity who, InferAmount amount) {
    send(TREASURY, EconomyContract.TOKEN, "transfer", who.address(), amount.units());
  }

  public void stake(Identity node, InferAmount amount) {
    fund(node, amount);
    send(node, PermittedCall.stake(chain, economy, node, amount));
  }

  public void unbond(Identity node, InferAmount amount) {
    send(node, EconomyContract.STAKING, "unbond", amount.units());
  }

  public void deposit(Identity requester, InferAmount amount) {
    fund(requester, amount);
    send(requester, PermittedCall.deposit(chain, economy, requester, amount));
  }

  /** Proves a fault of a node, by evidence: the one rung of the ladder ejects it. On anvil. */
  public void eject(Identity node, String requestId) {
    Batch batch =
        Faults.batch(
            nextOffset(), List.of(Faults.settlement(requestId, node, 0, 1, Records.node(1))));
    anchor(batch);
    SlashEvidence evidence = Faults.evidence(batch, batch.range().first(), node);
    send(TREASURY, EconomyContract.STAKING, "accuse", Structs.accuse(evidence));
    this.node.rpc("evm_increaseTime", 2);
    mine(1);
    send(TREASURY, EconomyContract.STAKING, "slash", Structs.slash(evidence));
  }

  /** Anchors the next batch of lane 0. */
  public void anchor(Batch batch) {
    anchor(batch, digest(batch));
  }

  /** Anchors the next batch of lane 0, as it is in an archive. */
  public void anchor(ArchivedBatch archived) {
    anchor(archived.batch(), archived.digest());
  }

  private void anchor(Batch batch, Bytes32 digest) {
    send(
        ANCHORER,
        EconomyContract.LOG,
        "anchor",
        0,
        batch.range().first(),
        batch.range().next(),
        batch.root(),
        batch.settlements().size(),
        digest);
  }

  /** Of the batch's file, as an archive writes it. */
  private Bytes32 digest(Batch batch) {
    try {
      Path fresh = Files.createTempDirectory(file.getParent(), "anchored");
      return new Archive(fresh, Records.NETWORK).write(batch).digest();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where lane 0 stands. */
  public long nextOffset() {
    Object next = contract(EconomyContract.LOG).ask("lanes", 0).get(0);
    return ((BigInteger) next).longValueExact();
  }

  /** What the next epoch should be, by archive and chain. */
  public EpochStatement nextEpoch(Path archive) {
    var history = new RewardHistory(chain, economy);
    long head = chain.head().number();
    history.readTo(head);
    return book(archive, history).next(history.heads(), head);
  }

  private RewardBook book(Path archive, RewardHistory history) {
    Contract token = contract(EconomyContract.TOKEN);
    var book =
        new RewardBook(
            new Archive(archive, Records.NETWORK),
            history,
            economy.address(EconomyContract.GATEWAY).text(),
            time -> token.number("released", time.getEpochSecond()));
    book.takeUntil(Long.MAX_VALUE);
    return book;
  }

  /**
   * Posts the first epoch under a root, which may be a lie, and does not activate it.
   *
   * @param epoch its totals
   */
  public void post(EpochStatement epoch, Bytes32 root) {
    send(
        POSTER,
        EconomyContract.REWARDS,
        "post",
        epoch.number(),
        root,
        epoch.fees(),
        epoch.emission(),
        List.of(),
        epoch.heads());
  }

  /** Activates what was posted, after its delay. */
  public void activate() {
    Await.pause(ACTIVATION_MILLIS);
    // Calls are tried as of the last block, and some clients make one only for a transaction.
    fund(TREASURY, InferAmount.of(0));
    send(TREASURY, EconomyContract.REWARDS, "activate");
  }

  /** Makes empty blocks, on anvil. */
  public void mine(int blocks) {
    node.rpc("anvil_mine", blocks);
  }

  /** Replaces the last blocks by empty ones, on anvil. */
  public void reorganise(int depth) {
    node.rpc("anvil_reorg", depth, List.of());
  }

  @Override
  public void close() {
    chain.close();
  }
}
