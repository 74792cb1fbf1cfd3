package io.infera.infra.demo;

import io.infera.infra.local.LocalNetwork;
import io.infera.infra.process.Progress;
import io.infera.settlement.SinkConfig;
import io.infera.settlement.chain.Account;
import io.infera.settlement.chain.Account.Sent;
import io.infera.settlement.chain.Call;
import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.Contract;
import io.infera.settlement.chain.Signer;
import io.infera.settlement.domain.EpochLeaves.Earning;
import io.infera.settlement.domain.EpochLeaves.Usage;
import io.infera.settlement.domain.FeePolicy;
import io.infera.settlement.domain.Keccak;
import io.infera.settlement.domain.rewards.EpochStatement;
import io.infera.settlement.economy.Economy;
import io.infera.settlement.economy.EconomyContract;
import io.infera.settlement.rewards.RewardAudit;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The end of the demo on the chain: waits until the keeper has brought everything there, and has
 * every node paid what it has earned. Each look makes the epochs again from archive and chain.
 */
final class Payday implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration RESEND_AFTER = Duration.ofSeconds(15);

  private final LocalNetwork network;
  private final Progress progress;
  private final Economy economy;
  private final ChainClient chain;
  private final Path archive;

  Payday(LocalNetwork network, Progress progress) {
    this.network = network;
    this.progress = progress;
    this.economy = Economy.require(network.layout().state().contracts());
    this.chain = new ChainClient(network.layout().evmUrl(), TIMEOUT);
    this.archive = SinkConfig.load(network.layout().state().configuration("sink")).archive();
  }

  Economy economy() {
    return economy;
  }

  ChainClient chain() {
    return chain;
  }

  private Contract contract(EconomyContract which) {
    return economy.contract(chain, which);
  }

  /** The last active epoch, made again. */
  Optional<EpochStatement> epoch() {
    return new RewardAudit(chain, economy, archive).active();
  }

  /** Whether a node is ejected on the chain. */
  boolean isEjected(String node) {
    return (Boolean) contract(EconomyContract.STAKING).ask("stakes", node).get(5);
  }

  /** Whether cases of it wait. */
  boolean hasOpenCases(String node) {
    return ((BigInteger) contract(EconomyContract.STAKING).ask("stakes", node).get(4)).signum() > 0;
  }

  /**
   * Whether all is counted, debited, and given to the nodes that it was paid for.
   *
   * @param settlements how many there are to count
   */
  boolean isSettledUp(long settlements) {
    Optional<EpochStatement> epoch = epoch();
    if (epoch.isEmpty() || counted(epoch.get()) < settlements) {
      return false;
    }
    Contract escrow = contract(EconomyContract.ESCROW);
    for (Usage usage : epoch.get().usages()) {
      List<Object> spent = escrow.ask("spent", usage.requester(), Keccak.of(usage.model()));
      if (((BigInteger) spent.get(0)).longValueExact() < usage.microInfer()) {
        return false;
      }
    }
    BigInteger received = contract(EconomyContract.REWARDS).number("feesReceived");
    return received.equals(epoch.get().fees());
  }

  /** Settlements that an epoch counts: the lanes' heads say so. */
  private long counted(EpochStatement epoch) {
    long counted = 0;
    Contract log = contract(EconomyContract.LOG);
    for (int lane = 0; lane < epoch.heads().size(); lane++) {
      List<Object> head = log.ask("lanes", lane);
      boolean whole = head.get(0).equals(BigInteger.valueOf(epoch.heads().get(lane)));
      counted += whole ? ((BigInteger) head.get(2)).longValueExact() : 0;
    }
    return counted;
  }

  /** Has everybody paid what he has earned, by his own key. */
  void claim(List<String> nodeNames) {
    EpochStatement epoch =
        epoch().orElseThrow(() -> new IllegalStateException("no epoch is active"));
    Contract rewards = contract(EconomyContract.REWARDS);
    var sent = new ArrayList<Runnable>();
    for (String name : nodeNames) {
      Path key = network.layout().state().key(name);
      Signer signer = Signer.load(key, economy.chainId());
      Optional<Earning> earning = epoch.earning(signer.address().text());
      if (earning.isPresent()) {
        var account = new Account(chain, signer, FeePolicy.USUAL, RESEND_AFTER);
        Sent claim = account.send(claim(rewards, epoch, earning.get()));
        sent.add(() -> account.await(claim));
      }
    }
    sent.forEach(Runnable::run);
    progress.step(sent.size() + " nodes have claimed what they earned");
  }

  private static Call claim(Contract rewards, EpochStatement epoch, Earning earning) {
    return Call.of(
        rewards,
        "claim",
        earning.earner(),
        earning.fees(),
        earning.emission(),
        earning.work(),
        epoch.proof(earning.leaf()));
  }

  @Override
  public void close() {
    chain.close();
  }
}
