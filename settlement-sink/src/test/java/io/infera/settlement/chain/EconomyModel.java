package io.infera.settlement.chain;

import static io.infera.settlement.chain.EvmChain.infer;
import static org.assertj.core.api.Assertions.assertThat;

import io.infera.schemas.identity.Identity;
import io.infera.schemas.testing.Records;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Does random things to the contracts, and keeps account of what they may have done. */
final class EconomyModel {
  private static final BigInteger GENESIS = infer(400_000_000);

  private final EconomyWorld world;
  private final Deeds deeds;
  private final StakeModel stakes;
  private final MoneyModel money;
  private final List<String> holders;

  EconomyModel(EconomyWorld world, long seed) {
    this.world = world;
    this.deeds = new Deeds(world.chain, seed);
    List<Identity> nodes = identities(400, 4);
    List<Identity> requesters = identities(500, 3);
    this.stakes = new StakeModel(world.base, deeds, nodes);
    this.money = new MoneyModel(world, deeds, nodes, requesters);
    this.holders =
        new ArrayList<>(
            List.of(
                EconomyWorld.TREASURY,
                EconomyWorld.ANYONE,
                EconomyWorld.AUTHOR,
                EconomyWorld.NETWORK_PART,
                Records.REQUESTER,
                world.base.staking.address().text(),
                world.rewards.address().text(),
                world.escrow.address().text()));
    nodes.forEach(node -> holders.add(node.address()));
    requesters.forEach(requester -> holders.add(requester.address()));
  }

  private static List<Identity> identities(int first, int count) {
    return IntStream.range(first, first + count).mapToObj(Records::identity).toList();
  }

  /** One random deed. */
  void step() {
    switch (deeds.below(24)) {
      case 0, 1 -> stakes.stake();
      case 2 -> stakes.unbond();
      case 3 -> stakes.withdraw();
      case 4, 5 -> stakes.fault();
      case 6 -> stakes.faultAgain();
      case 7, 8, 9 -> stakes.accuse();
      case 10, 11 -> stakes.slash();
      case 12 -> stakes.appeal();
      case 13 -> stakes.contradict();
      case 14 -> stakes.anchorWrongly();
      case 15 -> money.deposit();
      case 16 -> money.takeBack();
      case 17 -> money.hold();
      case 18 -> money.release();
      case 19, 20 -> money.post();
      case 21 -> money.activateOrVeto();
      case 22 -> money.claim();
      default -> money.debit();
    }
    if (deeds.oneIn(3)) {
      world.chain.pass(Duration.ofHours(6 + deeds.below(60)));
    }
  }

  /** What must hold now. */
  void check() {
    BigInteger supply = world.token.number("totalSupply");
    BigInteger held = holders.stream().map(world::balance).reduce(BigInteger.ZERO, BigInteger::add);
    assertThat(held).as("everything is somebody's").isEqualTo(supply);
    assertThat(supply)
        .as("supply")
        .isEqualTo(GENESIS.add(money.minted()).subtract(stakes.burned()));
    stakes.check();
    money.check();
  }

  Deeds deeds() {
    return deeds;
  }

  long lanes() {
    return stakes.lanes();
  }
}
