package io.infera.settlement.chain;

import static io.infera.settlement.chain.EvmChain.infer;

import io.infera.schemas.identity.Identity;
import io.infera.schemas.testing.Records;
import io.infera.settlement.domain.Authorisation;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.EpochLeaves.Earning;
import io.infera.settlement.domain.EpochLeaves.Usage;
import io.infera.settlement.domain.Keccak;
import io.infera.settlement.domain.KeccakTree;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Staking, and beside it rewards, model registry and escrow. */
final class EconomyWorld implements SharedChain {
  static final String ADMIN = StakingWorld.ADMIN;
  static final String TREASURY = StakingWorld.TREASURY;
  static final String ANYONE = StakingWorld.ANYONE;
  static final String POSTER = Records.node(206);
  static final String GUARD = Records.node(207);
  static final String AUTHOR = Records.node(208);
  static final String NETWORK_PART = Records.node(209);
  static final Duration DELAY = Duration.ofDays(1);
  static final Duration LEAVING = Duration.ofDays(7);
  static final BigInteger CAP = infer(200_000);

  final StakingWorld base = new StakingWorld();
  final EvmChain chain = base.chain;
  final Contract token = base.token;
  final Contract rewards;
  final Contract models;
  final Contract escrow;

  /** An epoch as posted: its leaves, its number, and the heads that it counts to. */
  record Posted(
      long number, BigInteger fees, BigInteger emission, List<Bytes32> leaves, List<Long> heads) {
    Bytes32 root() {
      return KeccakTree.of(leaves).root();
    }

    List<Bytes32> proof(Bytes32 leaf) {
      return KeccakTree.of(leaves).proof(leaves.indexOf(leaf));
    }
  }

  private List<Long> heads = List.of();

  EconomyWorld() {
    rewards =
        chain.deploy(
            "RewardDistributor",
            ADMIN,
            token.address(),
            base.log.address(),
            ADMIN,
            DELAY.toSeconds(),
            CAP);
    models = chain.deploy("ModelRegistry", ADMIN, ADMIN);
    escrow =
        chain.deploy(
            "RequestEscrow",
            ADMIN,
            token.address(),
            rewards.address(),
            models.address(),
            ADMIN,
            parameters(50_000, 100_000));
    grant(token, "MINTER_ROLE", rewards.address().text());
    grant(rewards, "POSTER_ROLE", POSTER);
    grant(rewards, "VETO_ROLE", GUARD);
    grant(rewards, "PAUSER_ROLE", StakingWorld.PAUSER);
    grant(escrow, "PAUSER_ROLE", StakingWorld.PAUSER);
    chain.send(ADMIN, base.staking, "setWorkLedger", rewards.address());
    chain.send(AUTHOR, models, "register", Records.MODEL, Keccak.of("weights"), Keccak.of("code"));
    // Emission begins with the token: let some of it be released.
    chain.pass(Duration.ofDays(30));
  }

  static List<Object> parameters(int author, int network) {
    return List.of(LEAVING.toSeconds(), author, network, NETWORK_PART);
  }

  void grant(Contract contract, String role, String to) {
    chain.send(ADMIN, contract, "grantRole", EvmChain.role(role), to);
  }

  void remember() {
    base.remember();
    rememberedHeads = heads;
  }

  private List<Long> rememberedHeads;

  @Override
  public void reset() {
    base.reset();
    heads = rememberedHeads;
  }

  /** Gives someone tokens that a contract may take. */
  void fund(String who, Contract spender, BigInteger amount) {
    chain.send(TREASURY, token, "transfer", who, amount);
    chain.send(who, token, "approve", spender.address(), amount);
  }

  void deposit(String requester, BigInteger amount) {
    fund(requester, escrow, amount);
    chain.send(requester, escrow, "deposit", requester, amount);
  }

  /** Fees as the escrow would bring them. */
  void collect(BigInteger fees) {
    fund(ANYONE, rewards, fees);
    chain.send(ANYONE, rewards, "depositFees", fees);
  }

  Posted epoch(long number, List<Earning> earnings, List<Usage> usages) {
    var leaves = new ArrayList<Bytes32>();
    BigInteger fees = BigInteger.ZERO;
    BigInteger emission = BigInteger.ZERO;
    for (Earning earning : earnings) {
      leaves.add(earning.leaf());
      fees = fees.add(earning.fees());
      emission = emission.add(earning.emission());
    }
    usages.forEach(usage -> leaves.add(usage.leaf()));
    return new Posted(number, fees, emission, leaves, base.heads());
  }

  Object[] posting(Posted epoch) {
    return new Object[] {
      epoch.number(), epoch.root(), epoch.fees(), epoch.emission(), heads, epoch.heads()
    };
  }

  EvmChain.Done post(Posted epoch) {
    return chain.send(POSTER, rewards, "post", posting(epoch));
  }

  EvmChain.Done activate(Posted epoch) {
    EvmChain.Done done = chain.send(ANYONE, rewards, "activate");
    heads = epoch.heads();
    return done;
  }

  /** Posts and activates. */
  Posted run(long number, List<Earning> earnings, List<Usage> usages) {
    Posted epoch = epoch(number, earnings, usages);
    post(epoch);
    chain.pass(DELAY);
    activate(epoch);
    return epoch;
  }

  static Object[] claim(Posted epoch, Earning earning) {
    return new Object[] {
      earning.earner(),
      earning.fees(),
      earning.emission(),
      earning.work(),
      epoch.proof(earning.leaf())
    };
  }

  /** What a requester signs, as the contract's struct. */
  List<Object> allowed(Identity requester, Authorisation authorisation) {
    byte[] signature =
        authorisation.sign(requester, chain.client().chainId(), escrow.address().text());
    return List.of(
        authorisation.ceilingMicroInfer(),
        authorisation.maxMicroInferPerMillionTokens(),
        authorisation.validUntil(),
        signature);
  }

  static List<Object> usage(Usage usage) {
    return List.of(usage.requester(), Keccak.of(usage.model()), usage.microInfer(), usage.tokens());
  }

  Object[] debit(Posted epoch, Usage usage, List<Object> allowed) {
    return new Object[] {usage(usage), epoch.proof(usage.leaf()), allowed};
  }

  BigInteger balance(String who) {
    return base.balance(who);
  }

  @Override
  public void close() {
    base.close();
  }
}
