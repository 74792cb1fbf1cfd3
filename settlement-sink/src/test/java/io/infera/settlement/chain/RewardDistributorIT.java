package io.infera.settlement.chain;

import static io.infera.settlement.chain.EconomyWorld.ADMIN;
import static io.infera.settlement.chain.EconomyWorld.ANYONE;
import static io.infera.settlement.chain.EconomyWorld.GUARD;
import static io.infera.settlement.chain.EconomyWorld.POSTER;
import static io.infera.settlement.chain.EvmChain.infer;
import static org.assertj.core.api.Assertions.assertThat;

import io.infera.schemas.identity.Identity;
import io.infera.schemas.testing.Records;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.EpochLeaves.Earning;
import io.infera.settlement.domain.Keccak;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who has earned what, and how it is paid. */
class RewardDistributorIT {
  private static final String ONE = Records.node(1);
  private static final String TWO = Records.node(2);

  @RegisterExtension private static final EconomyWorld world = new EconomyWorld();
  private static final EvmChain chain = world.chain;
  private static final Contract rewards = world.rewards;

  @BeforeAll
  static void deploy() {
    world.base.anchor(Faults.paid("r-1", List.of(), ONE, TWO));
    world.collect(infer(100));
    world.remember();
  }

  private static Earning earning(String who, long fees, long emission, long work) {
    return new Earning(who, infer(fees), infer(emission), work);
  }

  @Test
  void shouldPayWhatWasEarnedSinceTheLastClaim() {
    Earning first = earning(ONE, 10, 100, 7_000);
    Earning other = earning(TWO, 20, 200, 9_000);
    var epoch = world.run(1, List.of(first, other), List.of());

    var claimed = chain.send(ANYONE, rewards, "claim", EconomyWorld.claim(epoch, first));

    assertThat(claimed.only("Claimed").values())
        .containsEntry("fees", infer(10))
        .containsEntry("emission", infer(100));
    assertThat(world.balance(ONE)).isEqualTo(infer(110));
    assertThat(rewards.number("workOf", ONE)).isEqualTo(7_000);

    Earning later = earning(ONE, 15, 400, 8_000);
    var next = world.run(2, List.of(later, other), List.of());
    chain.send(ONE, rewards, "claim", EconomyWorld.claim(next, later));
    chain.send(TWO, rewards, "claim", EconomyWorld.claim(next, other));

    assertThat(world.balance(ONE)).isEqualTo(infer(415));
    assertThat(world.balance(TWO)).isEqualTo(infer(220));
    assertThat(world.token.number("emitted")).isEqualTo(infer(600));
  }

  @Test
  void shouldPayNothingTwice() {
    Earning earning = earning(ONE, 10, 100, 7_000);
    var epoch = world.run(1, List.of(earning, earning(TWO, 1, 1, 1)), List.of());
    chain.send(ONE, rewards, "claim", EconomyWorld.claim(epoch, earning));
    assertThat(chain.refusal(ONE, rewards, "claim", EconomyWorld.claim(epoch, earning)))
        .isEqualTo("NothingToClaim");
  }

  @Test
  void shouldRefuseClaimsThatAreNotInTheEpoch() {
    Earning earning = earning(ONE, 10, 100, 7_000);
    var epoch = world.epoch(1, List.of(earning, earning(TWO, 1, 1, 1)), List.of());
    Object[] claim = EconomyWorld.claim(epoch, earning);
    assertThat(chain.refusal(ONE, rewards, "claim", claim)).isEqualTo("NotInEpoch");
    world.post(epoch);
    assertThat(chain.refusal(ONE, rewards, "claim", claim)).isEqualTo("NotInEpoch");
    chain.pass(EconomyWorld.DELAY);
    world.activate(epoch);
    for (int field = 0; field < 4; field++) {
      Object[] bent = claim.clone();
      bent[field] = field == 0 ? ANYONE : infer(1);
      if (field == 3) {
        bent[field] = 9L;
      }
      assertThat(chain.refusal(ONE, rewards, "claim", bent)).isEqualTo("NotInEpoch");
    }
    // A hash inside the tree is no leaf.
    Object[] inner = claim.clone();
    inner[4] = List.of();
    assertThat(chain.refusal(ONE, rewards, "claim", inner)).isEqualTo("NotInEpoch");
  }

  /**
   * Leaves that say more than the posted totals: the first are paid, and no more than was posted.
   */
  @Test
  void shouldPayNoMoreThanWasPosted() {
    Earning one = earning(ONE, 10, 100, 1);
    Earning two = earning(TWO, 10, 100, 1);
    var honest = world.epoch(1, List.of(one, two), List.of());
    var lie = new EconomyWorld.Posted(1, infer(10), infer(150), honest.leaves(), honest.heads());
    world.post(lie);
    chain.pass(EconomyWorld.DELAY);
    world.activate(lie);
    chain.send(ONE, rewards, "claim", EconomyWorld.claim(lie, one));
    assertThat(chain.refusal(TWO, rewards, "claim", EconomyWorld.claim(lie, two)))
        .isEqualTo("AbovePosted");
  }

  @Test
  void shouldWaitBeforeARootCounts() {
    assertThat(chain.refusal(ANYONE, rewards, "activate")).isEqualTo("NothingWaits");
    var epoch = world.epoch(1, List.of(earning(ONE, 1, 1, 1)), List.of());
    world.post(epoch);
    assertThat(chain.refusal(ANYONE, rewards, "activate")).isEqualTo("NotYet");
    assertThat(refused(world.epoch(2, List.of(earning(ONE, 2, 2, 2)), List.of())))
        .isEqualTo("Waits");
    chain.pass(EconomyWorld.DELAY);
    world.activate(epoch);
    assertThat(rewards.ask("active").get(0)).isEqualTo(epoch.root());
  }

  @Test
  void shouldForgetWhatIsVetoed() {
    var bad = world.epoch(1, List.of(earning(TWO, 100, 1, 1)), List.of());
    world.post(bad);
    assertThat(chain.refusal(POSTER, rewards, "veto"))
        .isEqualTo("AccessControlUnauthorizedAccount");
    chain.send(GUARD, rewards, "veto");
    assertThat(chain.refusal(GUARD, rewards, "veto")).isEqualTo("NothingWaits");
    chain.pass(EconomyWorld.DELAY);
    assertThat(chain.refusal(ANYONE, rewards, "activate")).isEqualTo("NothingWaits");

    Earning right = earning(ONE, 10, 1, 1);
    var good = world.run(1, List.of(right), List.of());
    chain.send(ONE, rewards, "claim", EconomyWorld.claim(good, right));
    assertThat(world.token.number("emitted")).isEqualTo(infer(1));
  }

  @Test
  void shouldKeepPostingAndVetoInDifferentHands() {
    assertThat(chain.refusal(ADMIN, rewards, "grantRole", EvmChain.role("VETO_ROLE"), POSTER))
        .isEqualTo("BothRoles");
    assertThat(chain.refusal(ADMIN, rewards, "grantRole", EvmChain.role("POSTER_ROLE"), GUARD))
        .isEqualTo("BothRoles");
    var epoch = world.epoch(1, List.of(earning(ONE, 1, 1, 1)), List.of());
    assertThat(chain.refusal(GUARD, rewards, "post", world.posting(epoch)))
        .isEqualTo("AccessControlUnauthorizedAccount");
  }

  @Test
  void shouldPostNeitherMoreEmissionThanTheCapNorFeesThatDidNotComeIn() {
    assertThat(refused(world.epoch(1, List.of(earning(ONE, 0, 200_001, 1)), List.of())))
        .isEqualTo("AboveEmissionCap");
    assertThat(refused(world.epoch(1, List.of(earning(ONE, 101, 0, 1)), List.of())))
        .isEqualTo("FeesNotCollected");
    world.run(1, List.of(earning(ONE, 50, 50, 1)), List.of());
    assertThat(refused(world.epoch(2, List.of(earning(ONE, 49, 60, 1)), List.of())))
        .isEqualTo("Shrunk");
    assertThat(refused(world.epoch(2, List.of(earning(ONE, 60, 49, 1)), List.of())))
        .isEqualTo("Shrunk");
    assertThat(refused(world.epoch(3, List.of(earning(ONE, 60, 60, 1)), List.of())))
        .isEqualTo("WrongNumber");
    assertThat(refused(world.epoch(1, List.of(earning(ONE, 60, 60, 1)), List.of())))
        .isEqualTo("WrongNumber");
  }

  @Test
  void shouldBindTheRootToTheHeadsOfTheLanes() {
    var epoch = world.epoch(1, List.of(earning(ONE, 1, 1, 1)), List.of());
    Object[] ahead = world.posting(epoch);
    ahead[5] = List.of(2L);
    assertThat(chain.refusal(POSTER, rewards, "post", ahead)).isEqualTo("BadHead");
    Object[] wrong = world.posting(epoch);
    wrong[4] = List.of(0L);
    assertThat(chain.refusal(POSTER, rewards, "post", wrong)).isEqualTo("WrongHeads");

    world.run(1, List.of(earning(ONE, 1, 1, 1)), List.of());
    assertThat(rewards.ask("active").get(4)).isEqualTo(headsDigest(1));
    Object[] back = world.posting(world.epoch(2, List.of(earning(ONE, 2, 2, 2)), List.of()));
    back[5] = List.of(0L);
    assertThat(chain.refusal(POSTER, rewards, "post", back)).isEqualTo("BadHead");
    back[5] = List.of();
    assertThat(chain.refusal(POSTER, rewards, "post", back)).isEqualTo("BadHead");
    back[5] = List.of(1L, 0L); // a lane more
    assertThat(chain.refusal(POSTER, rewards, "post", back)).isEqualTo("none");
  }

  private static Bytes32 headsDigest(long head) {
    var words =
        Abi.encode(
            new AbiType.Tuple(List.of(new AbiType.Array(new AbiType.Word("uint64")))),
            List.of(List.of(head)));
    return Keccak.of(words);
  }

  @Test
  void shouldRefuseAnEpochWithoutARoot() {
    Object[] posting = world.posting(world.epoch(1, List.of(earning(ONE, 1, 1, 1)), List.of()));
    posting[1] = Bytes32.ZERO;
    assertThat(chain.refusal(POSTER, rewards, "post", posting)).isEqualTo("NoRoot");
  }

  @Test
  void shouldNeverPayBelowWhatAnEarnerHadBefore() {
    Earning one = earning(ONE, 10, 100, 7);
    Earning two = earning(TWO, 10, 100, 7);
    var first = world.run(1, List.of(one, two), List.of());
    chain.send(ONE, rewards, "claim", EconomyWorld.claim(first, one));
    Earning less = earning(ONE, 5, 150, 7);
    var next = world.run(2, List.of(less, earning(TWO, 20, 100, 7)), List.of());
    assertThat(chain.refusal(ONE, rewards, "claim", EconomyWorld.claim(next, less)))
        .isEqualTo("Shrunk");
  }

  @Test
  void shouldStopPayingWhileItIsStopped() {
    Earning earning = earning(ONE, 10, 100, 7);
    var epoch = world.run(1, List.of(earning), List.of());
    chain.send(StakingWorld.PAUSER, rewards, "stop");
    assertThat(chain.refusal(ONE, rewards, "claim", EconomyWorld.claim(epoch, earning)))
        .isEqualTo("IsStopped");
    assertThat(chain.refusal(ANYONE, rewards, "activate")).isEqualTo("IsStopped");
    var next = world.epoch(2, List.of(earning(ONE, 20, 100, 7)), List.of());
    assertThat(chain.refusal(POSTER, rewards, "post", world.posting(next))).isEqualTo("IsStopped");
    chain.pass(Duration.ofDays(7));
    chain.send(ONE, rewards, "claim", EconomyWorld.claim(epoch, earning));
    world.post(next);
  }

  @Test
  void shouldLetAVetoThroughWhileItIsStopped() {
    world.post(world.epoch(1, List.of(earning(TWO, 100, 1, 1)), List.of()));
    chain.send(StakingWorld.PAUSER, rewards, "stop");
    chain.send(GUARD, rewards, "veto");
    assertThat(rewards.number("pendingFrom")).isZero();
  }

  /** What the schedule has not released waits, and counts when it has. */
  @Test
  void shouldActivateNothingAboveTheTokensSchedule() {
    BigInteger released = world.token.number("released", chain.now());
    // 600 million, half of it evenly in four years: a day releases 205 thousand.
    BigInteger more = released.add(infer(2_000_000));
    chain.send(ADMIN, rewards, "setParameters", EconomyWorld.DELAY.toSeconds(), more);
    Earning earning = new Earning(ONE, BigInteger.ZERO, more, 1);
    var epoch = world.epoch(1, List.of(earning), List.of());
    world.post(epoch);
    chain.pass(EconomyWorld.DELAY);

    assertThat(chain.refusal(ANYONE, rewards, "activate")).isEqualTo("AboveSchedule");

    assertThat(world.token.number("emitted")).isZero();
    chain.pass(Duration.ofDays(10));
    world.activate(epoch);
    chain.send(ONE, rewards, "claim", EconomyWorld.claim(epoch, earning));
    assertThat(world.balance(ONE)).isEqualTo(more);
  }

  @Test
  void shouldTakeParametersFromWhoGovernsAlone() {
    assertThat(chain.refusal(POSTER, rewards, "setParameters", 1, BigInteger.ONE))
        .isEqualTo("AccessControlUnauthorizedAccount");
    assertThat(chain.refusal(ADMIN, rewards, "setParameters", 0, BigInteger.ONE))
        .isEqualTo("BadDelay");
    chain.send(ADMIN, rewards, "setParameters", 60, BigInteger.ONE);
    assertThat(rewards.number("activationDelay")).isEqualTo(60);
  }

  /** Good work, shown by claims, brings a node down the ladder; time alone does not. */
  @Test
  void shouldForgiveFaultsForGoodWork() {
    var key = Records.identity(3);
    slashTwice(key);
    Contract staking = world.base.staking;
    assertThat(staking.number("rungOf", key.address())).isEqualTo(2);
    chain.pass(Duration.ofDays(365));
    assertThat(staking.number("rungOf", key.address())).isEqualTo(2);

    Earning work = earning(key.address(), 1, 1, 1_500_000);
    chain.send(
        ANYONE, rewards, "claim", EconomyWorld.claim(world.run(1, List.of(work), List.of()), work));
    assertThat(staking.number("rungOf", key.address())).isEqualTo(1);
    Earning more = earning(key.address(), 2, 2, 90_000_000);
    chain.send(
        ANYONE, rewards, "claim", EconomyWorld.claim(world.run(2, List.of(more), List.of()), more));
    assertThat(staking.number("rungOf", key.address())).isZero();
  }

  private static void slashTwice(Identity key) {
    world.base.stake(key.address(), infer(10_000));
    for (String request : List.of("f-1", "f-2")) {
      long offset = world.base.nextOffset();
      var batch = world.base.anchor(Faults.settlement(request, key, 0, 1, ONE));
      var evidence = Faults.evidence(batch, offset, key);
      chain.send(ANYONE, world.base.staking, "accuse", Structs.accuse(evidence));
      chain.pass(Duration.ofSeconds(StakingWorld.CHALLENGE));
      chain.send(ANYONE, world.base.staking, "slash", Structs.slash(evidence));
    }
  }

  /** However much is worked at once: a rung is climbed down in seven days, and not before. */
  @Test
  void shouldForgiveNoFasterThanOneRungInAPeriod() {
    Identity key = Records.identity(3);
    slashTwice(key);
    Contract staking = world.base.staking;
    long slashed = chain.now();
    Earning work = earning(key.address(), 1, 1, 90_000_000);
    chain.send(
        ANYONE, rewards, "claim", EconomyWorld.claim(world.run(1, List.of(work), List.of()), work));

    assertThat(staking.number("rungOf", key.address())).isEqualTo(2);
    passTo(slashed + 7 * StakingWorld.DAY - 60);
    assertThat(staking.number("rungOf", key.address())).isEqualTo(2);
    passTo(slashed + 7 * StakingWorld.DAY);
    assertThat(staking.number("rungOf", key.address())).isEqualTo(1);
    passTo(slashed + 14 * StakingWorld.DAY);
    assertThat(staking.number("rungOf", key.address())).isZero();
  }

  private static void passTo(long time) {
    chain.pass(Duration.ofSeconds(time - chain.now()));
  }

  private static String refused(EconomyWorld.Posted epoch) {
    return chain.refusal(POSTER, rewards, "post", world.posting(epoch));
  }
}
