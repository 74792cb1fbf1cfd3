package io.infera.settlement.chain;

import static io.infera.settlement.chain.EvmChain.infer;

import io.infera.event.SettlementEvent;
import io.infera.schemas.testing.Records;
import io.infera.settlement.domain.Batch;
import io.infera.settlement.domain.Keccak;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Token, settlement log and staking on a chain, with the roles in different hands. */
final class StakingWorld implements SharedChain {
  static final String ADMIN = Records.node(200);
  static final String TREASURY = Records.node(201);
  static final String ANCHORER = Records.node(202);
  static final String ARBITER = Records.node(203);
  static final String PAUSER = Records.node(204);
  static final String ANYONE = Records.node(205);

  static final long DAY = 86_400;
  static final long UNBONDING = 21 * DAY;
  static final long CHALLENGE = 3 * DAY;
  static final long APPEAL = 7 * DAY;
  static final BigInteger MINIMUM = infer(1_000);

  final EvmChain chain = new EvmChain();
  final Contract token;
  final Contract log;
  final Contract staking;
  private final List<Long> heads = new ArrayList<>(List.of(0L));

  StakingWorld() {
    token = chain.deploy("InferToken", ADMIN, ADMIN, TREASURY);
    log = chain.deploy("SettlementLog", ADMIN, Keccak.of(Records.NETWORK), ADMIN, ANCHORER);
    staking =
        chain.deploy(
            "NodeStaking",
            ADMIN,
            token.address(),
            log.address(),
            Records.NETWORK,
            ADMIN,
            parameters(List.of(10_000, 50_000, 200_000, 1_000_000)));
    chain.send(ADMIN, staking, "grantRole", EvmChain.role("ARBITER_ROLE"), ARBITER);
    chain.send(ADMIN, staking, "grantRole", EvmChain.role("PAUSER_ROLE"), PAUSER);
  }

  /** The defaults, with a ladder. */
  static List<Object> parameters(List<Integer> ladder) {
    return List.of(
        MINIMUM,
        infer(600),
        infer(50),
        UNBONDING,
        CHALLENGE,
        APPEAL,
        7 * DAY,
        1_000_000,
        300_000,
        200_000,
        ladder);
  }

  /** Gives someone tokens, who lets the staking take them. */
  void fund(String who, BigInteger amount) {
    chain.send(TREASURY, token, "transfer", who, amount);
    chain.send(who, token, "approve", staking.address(), amount);
  }

  void stake(String node, BigInteger amount) {
    fund(node, amount);
    chain.send(node, staking, "stake", node, amount);
  }

  /** Anchors the next batch of lane 0. */
  Batch anchor(SettlementEvent... events) {
    return anchor(0, events);
  }

  /** Anchors the next batch of a lane. */
  Batch anchor(int lane, SettlementEvent... events) {
    while (heads.size() <= lane) {
      heads.add(0L);
    }
    long first = heads.get(lane);
    Batch batch = Faults.batch(lane, first, List.of(events));
    chain.send(
        ANCHORER,
        log,
        "anchor",
        lane,
        first,
        batch.range().next(),
        batch.root(),
        events.length,
        Keccak.of("archive"));
    heads.set(lane, batch.range().next());
    return batch;
  }

  /** Where lane 0 stands. */
  long nextOffset() {
    return heads.get(0);
  }

  /** Where the lanes stand, lane 0 and as many more as were used. */
  List<Long> heads() {
    return List.copyOf(heads);
  }

  void remember() {
    chain.remember();
    remembered = heads();
  }

  private List<Long> remembered;

  @Override
  public void reset() {
    chain.reset();
    heads.clear();
    heads.addAll(remembered);
  }

  BigInteger balance(String who) {
    return token.number("balanceOf", who);
  }

  /** bonded, unbonding, withdrawableAt, rung, openCases, ejected, since, workThen. */
  List<Object> stakeOf(String node) {
    return staking.ask("stakes", node);
  }

  BigInteger bonded(String node) {
    return (BigInteger) stakeOf(node).get(0);
  }

  BigInteger unbonding(String node) {
    return (BigInteger) stakeOf(node).get(1);
  }

  long rung(String node) {
    return ((BigInteger) stakeOf(node).get(3)).longValueExact();
  }

  boolean ejected(String node) {
    return (Boolean) stakeOf(node).get(5);
  }

  @Override
  public void close() {
    chain.close();
  }
}
