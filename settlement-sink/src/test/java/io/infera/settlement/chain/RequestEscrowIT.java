package io.infera.settlement.chain;

import static io.infera.settlement.chain.EconomyWorld.ADMIN;
import static io.infera.settlement.chain.EconomyWorld.ANYONE;
import static io.infera.settlement.chain.EconomyWorld.AUTHOR;
import static io.infera.settlement.chain.EconomyWorld.NETWORK_PART;
import static io.infera.settlement.chain.EvmChain.infer;
import static org.assertj.core.api.Assertions.assertThat;

import io.infera.schemas.identity.Identity;
import io.infera.schemas.testing.Records;
import io.infera.settlement.domain.Authorisation;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.EpochLeaves.Usage;
import io.infera.settlement.domain.Keccak;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What requesters pay from, and that nobody takes from it what they did not sign. */
class RequestEscrowIT {
  private static final Identity KEY = Records.identity(100);
  private static final String REQUESTER = KEY.address();
  private static final long INFER = 1_000_000;

  @RegisterExtension private static final EconomyWorld world = new EconomyWorld();
  private static final EvmChain chain = world.chain;
  private static final Contract escrow = world.escrow;

  @BeforeAll
  static void deploy() {
    world.deposit(REQUESTER, infer(100));
    world.remember();
  }

  /** Half an INFER for a million tokens. */
  private static Authorisation allows(long ceiling) {
    return new Authorisation(Records.MODEL, ceiling, INFER / 2, 4_000_000_000L);
  }

  private static Usage used(long microInfer, long tokens) {
    return new Usage(REQUESTER, Records.MODEL, microInfer, tokens);
  }

  private static EconomyWorld.Posted epoch(long number, Usage... usages) {
    return world.run(number, List.of(), List.of(usages));
  }

  private static String refused(EconomyWorld.Posted epoch, Usage usage, List<Object> allowed) {
    return chain.refusal(ANYONE, escrow, "debit", world.debit(epoch, usage, allowed));
  }

  private static BigInteger deposited() {
    return (BigInteger) escrow.ask("accounts", REQUESTER).get(0);
  }

  @Test
  void shouldDebitWhatWasUsedAndSplitIt() {
    Usage usage = used(10 * INFER, 20_000_000);
    var epoch = epoch(1, usage, new Usage(ANYONE, Records.MODEL, 1, 1));

    var done =
        chain.send(
            ANYONE,
            escrow,
            "debit",
            world.debit(epoch, usage, world.allowed(KEY, allows(50 * INFER))));

    assertThat(done.only("Debited").values()).containsEntry("amount", infer(10));
    assertThat(deposited()).isEqualTo(infer(90));
    assertThat(world.balance(AUTHOR)).isEqualTo(infer(1).divide(BigInteger.TWO));
    assertThat(world.balance(NETWORK_PART)).isEqualTo(infer(1));
    BigInteger forNodes = infer(17).divide(BigInteger.TWO);
    assertThat(world.rewards.number("feesReceived")).isEqualTo(forNodes);
    assertThat(world.balance(world.rewards.address().text())).isEqualTo(forNodes);
  }

  @Test
  void shouldDebitTheDifferenceToTheTotalBefore() {
    var allowed = world.allowed(KEY, allows(50 * INFER));
    Usage first = used(10 * INFER, 20_000_000);
    chain.send(ANYONE, escrow, "debit", world.debit(epoch(1, first), first, allowed));
    Usage next = used(12 * INFER, 24_000_000);
    chain.send(ANYONE, escrow, "debit", world.debit(epoch(2, next), next, allowed));

    assertThat(deposited()).isEqualTo(infer(88));
    assertThat(escrow.ask("spent", REQUESTER, Keccak.of(Records.MODEL)))
        .isEqualTo(List.of(BigInteger.valueOf(12 * INFER), BigInteger.valueOf(24_000_000)));
  }

  @Test
  void shouldDebitNobodyByAReplayedAuthorisation() {
    var allowed = world.allowed(KEY, allows(50 * INFER));
    Usage usage = used(10 * INFER, 20_000_000);
    var epoch = epoch(1, usage);
    chain.send(ANYONE, escrow, "debit", world.debit(epoch, usage, allowed));
    assertThat(refused(epoch, usage, allowed)).isEqualTo("NothingDue");
    // For another model, or in another's name, the same signature is none.
    Usage otherModel = new Usage(REQUESTER, "another-model", 10 * INFER, 20_000_000);
    Usage otherName = new Usage(ANYONE, Records.MODEL, 10 * INFER, 20_000_000);
    world.deposit(ANYONE, infer(100));
    var next = epoch(2, usage, otherModel, otherName);
    assertThat(refused(next, otherModel, allowed)).isEqualTo("NotAuthorised");
    assertThat(refused(next, otherName, allowed)).isEqualTo("NotAuthorised");
    assertThat(deposited()).isEqualTo(infer(90));
  }

  @Test
  void shouldDebitNobodyByAForgedAuthorisation() {
    Usage usage = used(10 * INFER, 20_000_000);
    var epoch = epoch(1, usage);
    assertThat(refused(epoch, usage, world.allowed(Records.identity(5), allows(50 * INFER))))
        .isEqualTo("NotAuthorised");
    List<Object> signed = world.allowed(KEY, allows(5 * INFER));
    assertThat(refused(epoch, usage, signed)).isEqualTo("AboveCeiling");
    for (int field = 0; field < 3; field++) {
      var raised = new ArrayList<>(signed);
      raised.set(field, 4_100_000_000L);
      if (field != 0) {
        raised.set(0, 50 * INFER);
      }
      assertThat(refused(epoch, usage, raised)).isEqualTo("NotAuthorised");
    }
    var short64 = new ArrayList<>(world.allowed(KEY, allows(50 * INFER)));
    short64.set(3, new byte[64]);
    assertThat(refused(epoch, usage, short64)).isEqualTo("NotAuthorised");
    // Signed for another escrow, or another chain.
    var elsewhere = new ArrayList<>(signed);
    elsewhere.set(0, 50 * INFER);
    elsewhere.set(3, allows(50 * INFER).sign(KEY, 31_337, world.token.address().text()));
    assertThat(refused(epoch, usage, elsewhere)).isEqualTo("NotAuthorised");
    elsewhere.set(3, allows(50 * INFER).sign(KEY, 1, escrow.address().text()));
    assertThat(refused(epoch, usage, elsewhere)).isEqualTo("NotAuthorised");
  }

  @Test
  void shouldRefuseAPriceAboveTheOneAllowed() {
    Usage usage = used(10 * INFER, 19_999_999);
    assertThat(refused(epoch(1, usage), usage, world.allowed(KEY, allows(50 * INFER))))
        .isEqualTo("AbovePrice");
  }

  @Test
  void shouldRefuseAnAuthorisationOutOfDate() {
    Usage usage = used(10 * INFER, 20_000_000);
    var epoch = epoch(1, usage);
    var late = new Authorisation(Records.MODEL, 50 * INFER, INFER, chain.now() - 1);
    assertThat(refused(epoch, usage, world.allowed(KEY, late))).isEqualTo("AuthorisationExpired");
  }

  @Test
  void shouldDebitNothingThatNoEpochSays() {
    Usage usage = used(10 * INFER, 20_000_000);
    var allowed = world.allowed(KEY, allows(50 * INFER));
    var waiting = world.epoch(1, List.of(), List.of(usage));
    assertThat(refused(waiting, usage, allowed)).isEqualTo("NotInEpoch");
    world.post(waiting);
    assertThat(refused(waiting, usage, allowed)).isEqualTo("NotInEpoch");
    chain.pass(EconomyWorld.DELAY);
    world.activate(waiting);
    Object[] more = world.debit(waiting, usage, allowed);
    more[0] = EconomyWorld.usage(used(11 * INFER, 22_000_000));
    assertThat(chain.refusal(ANYONE, escrow, "debit", more)).isEqualTo("NotInEpoch");
  }

  @Test
  void shouldTakeWhatIsThereAndLeaveTheRestDue() {
    Usage usage = used(150 * INFER, 300_000_000);
    var allowed = world.allowed(KEY, allows(500 * INFER));
    var epoch = epoch(1, usage);
    var done = chain.send(ANYONE, escrow, "debit", world.debit(epoch, usage, allowed));
    assertThat(done.only("Debited").values())
        .containsEntry("due", infer(150))
        .containsEntry("amount", infer(100));
    assertThat(deposited()).isZero();
    assertThat(refused(epoch, usage, allowed)).isEqualTo("NotEnough");

    world.deposit(REQUESTER, infer(80));
    chain.send(ANYONE, escrow, "debit", world.debit(epoch, usage, allowed));
    assertThat(deposited()).isEqualTo(infer(30));
    assertThat(refused(epoch, usage, allowed)).isEqualTo("NothingDue");
  }

  @Test
  void shouldReturnWhatIsUnspentAfterTheDelay() {
    assertThat(chain.refusal(REQUESTER, escrow, "withdraw", REQUESTER)).isEqualTo("NothingLeaves");
    assertThat(chain.refusal(REQUESTER, escrow, "requestWithdrawal", infer(101)))
        .isEqualTo("NotEnough");
    assertThat(chain.refusal(REQUESTER, escrow, "requestWithdrawal", 0)).isEqualTo("ZeroAmount");
    chain.send(REQUESTER, escrow, "requestWithdrawal", infer(60));
    assertThat(chain.refusal(REQUESTER, escrow, "withdraw", REQUESTER)).isEqualTo("NotYet");
    chain.pass(EconomyWorld.LEAVING);
    chain.send(REQUESTER, escrow, "withdraw", Records.node(300));

    assertThat(world.balance(Records.node(300))).isEqualTo(infer(60));
    assertThat(deposited()).isEqualTo(infer(40));
  }

  @Test
  void shouldStillDebitWhatIsAboutToLeave() {
    chain.send(REQUESTER, escrow, "requestWithdrawal", infer(95));
    Usage usage = used(10 * INFER, 20_000_000);
    chain.send(
        ANYONE,
        escrow,
        "debit",
        world.debit(epoch(1, usage), usage, world.allowed(KEY, allows(50 * INFER))));
    chain.pass(EconomyWorld.LEAVING);
    chain.send(REQUESTER, escrow, "withdraw", REQUESTER);
    assertThat(world.balance(REQUESTER)).isEqualTo(infer(90));
  }

  @Test
  void shouldGiveTheAuthorsPartOfAnUnknownModelToTheNodes() {
    Usage usage = new Usage(REQUESTER, "nobodys-model", 10 * INFER, 20_000_000);
    var allowed =
        world.allowed(KEY, new Authorisation("nobodys-model", 50 * INFER, INFER, 4_000_000_000L));
    chain.send(ANYONE, escrow, "debit", world.debit(epoch(1, usage), usage, allowed));
    assertThat(world.rewards.number("feesReceived")).isEqualTo(infer(9));
    assertThat(world.balance(AUTHOR)).isZero();
  }

  @Test
  void shouldLetOnlyThoseHoldWhoMay() {
    assertThat(chain.refusal(ANYONE, escrow, "hold", REQUESTER, infer(1)))
        .isEqualTo("NotAnOperator");
    chain.send(REQUESTER, escrow, "setOperator", ANYONE, true);
    assertThat(chain.refusal(ANYONE, escrow, "hold", REQUESTER, infer(101))).isEqualTo("NotEnough");
    chain.send(ANYONE, escrow, "hold", REQUESTER, infer(30));
    Bytes32 model = Keccak.of(Records.MODEL);
    assertThat(chain.refusal(ANYONE, escrow, "release", REQUESTER, infer(31), infer(1), model))
        .isEqualTo("NotEnough");
    assertThat(chain.refusal(ANYONE, escrow, "release", REQUESTER, infer(30), infer(31), model))
        .isEqualTo("NotEnough");
    assertThat(chain.refusal(ADMIN, escrow, "release", REQUESTER, infer(30), infer(30), model))
        .isEqualTo("NotEnough");
    chain.send(ANYONE, escrow, "release", REQUESTER, infer(30), infer(20), model);
    assertThat(deposited()).isEqualTo(infer(80));
  }

  @Test
  void shouldBeStoppedAndTakeParametersFromWhoGovernsAlone() {
    assertThat(chain.refusal(ANYONE, escrow, "setParameters", EconomyWorld.parameters(1, 1)))
        .isEqualTo("AccessControlUnauthorizedAccount");
    assertThat(
            chain.refusal(
                ADMIN, escrow, "setParameters", EconomyWorld.parameters(600_000, 400_001)))
        .isEqualTo("BadParameters");
    assertThat(
            chain.refusal(ADMIN, escrow, "setParameters", List.of(1, 1, 1, "0x" + "00".repeat(20))))
        .isEqualTo("BadParameters");
    assertThat(
            chain.refusal(
                ADMIN,
                escrow,
                "setParameters",
                List.of(Duration.ofDays(91).toSeconds(), 1, 1, NETWORK_PART)))
        .isEqualTo("BadParameters");
    chain.send(StakingWorld.PAUSER, escrow, "stop");
    assertThat(chain.refusal(REQUESTER, escrow, "deposit", REQUESTER, 1)).isEqualTo("IsStopped");
    assertThat(chain.refusal(REQUESTER, escrow, "withdraw", REQUESTER)).isEqualTo("IsStopped");
  }

  /** A stop takes from nobody, and lets go what is held already. */
  @Test
  void shouldNeitherDebitNorHoldWhileItIsStopped() {
    Usage usage = used(10 * INFER, 20_000_000);
    Object[] debit = world.debit(epoch(1, usage), usage, world.allowed(KEY, allows(50 * INFER)));
    chain.send(REQUESTER, escrow, "setOperator", ANYONE, true);
    chain.send(ANYONE, escrow, "hold", REQUESTER, infer(5));

    chain.send(StakingWorld.PAUSER, escrow, "stop");

    assertThat(chain.refusal(ANYONE, escrow, "debit", debit)).isEqualTo("IsStopped");
    assertThat(chain.refusal(ANYONE, escrow, "hold", REQUESTER, infer(1))).isEqualTo("IsStopped");
    chain.send(ANYONE, escrow, "release", REQUESTER, infer(5), infer(1), Keccak.of(Records.MODEL));
    assertThat(deposited()).isEqualTo(infer(99));
    chain.pass(Duration.ofDays(7));
    chain.send(ANYONE, escrow, "debit", debit);
    assertThat(deposited()).isEqualTo(infer(89));
  }

  @Test
  void shouldDepositWithAPermit() {
    Identity rich = Records.identity(101);
    chain.send(EconomyWorld.TREASURY, world.token, "transfer", rich.address(), infer(5));
    BigInteger deadline = BigInteger.valueOf(chain.now() + 1_000);
    Object[] permit =
        InferTokenIT.permit(
            world.token, rich, rich.address(), escrow.address().text(), infer(5), 0, deadline);
    Object[] arguments = {REQUESTER, infer(5), deadline, permit[4], permit[5], permit[6]};
    // It is the permit of who pays: in another's hands it is worth nothing.
    assertThat(chain.refusal(ANYONE, escrow, "depositWithPermit", arguments))
        .isEqualTo("ERC20InsufficientAllowance");
    // Someone else brings the permit first; the deposit must not fail for it.
    chain.send(ANYONE, world.token, "permit", permit);

    chain.send(rich.address(), escrow, "depositWithPermit", arguments);

    assertThat(deposited()).isEqualTo(infer(105));
    assertThat(world.balance(rich.address())).isZero();
    assertThat(chain.refusal(rich.address(), escrow, "depositWithPermit", arguments))
        .isEqualTo("ERC20InsufficientAllowance");
  }

  /**
   * A contract that says yes (EIP-1271) to the one digest in its first slot, whatever the
   * signature: {@code return sload(0) == calldataload(4) ? 0x1626ba7e << 224 : 0}.
   */
  private static final String WALLET_CODE = "0x5f5460043514631626ba7e60e01b025f5260205ff3";

  @Test
  void shouldTakeTheWordOfAContractThatPays() {
    String wallet = Records.node(310);
    chain.anvil().rpc("anvil_setCode", wallet, WALLET_CODE);
    world.deposit(wallet, infer(100));
    Usage usage = new Usage(wallet, Records.MODEL, 10 * INFER, 20_000_000);
    var epoch = epoch(1, usage);
    List<Object> allowed = List.of(50 * INFER, INFER / 2, 4_000_000_000L, new byte[] {1});
    assertThat(refused(epoch, usage, allowed)).isEqualTo("NotAuthorised");

    Bytes32 said =
        escrow.one(Bytes32.class, "authorisation", wallet, Keccak.of(Records.MODEL), allowed);
    chain.anvil().rpc("anvil_setStorageAt", wallet, Bytes32.ZERO.toString(), said.toString());

    List<Object> other = List.of(51 * INFER, INFER / 2, 4_000_000_000L, new byte[] {1});
    assertThat(refused(epoch, usage, other)).isEqualTo("NotAuthorised");
    chain.send(ANYONE, escrow, "debit", world.debit(epoch, usage, allowed));
    assertThat(escrow.ask("accounts", wallet).get(0)).isEqualTo(infer(90));
  }

  @Test
  void shouldRegisterAModelOnce() {
    Contract models = world.models;
    Bytes32 model = Keccak.of(Records.MODEL);
    Object[] again = {Records.MODEL, Keccak.of("w"), Keccak.of("c")};
    assertThat(chain.refusal(ANYONE, models, "register", again)).isEqualTo("Taken");
    assertThat(chain.refusal(ANYONE, models, "register", "", again[1], again[2]))
        .isEqualTo("Incomplete");
    assertThat(chain.refusal(ANYONE, models, "register", "m", Bytes32.ZERO, again[2]))
        .isEqualTo("Incomplete");
    assertThat(chain.refusal(ANYONE, models, "setAuthor", model, ANYONE)).isEqualTo("NotTheAuthor");
    String nobody = "0x" + "00".repeat(20);
    assertThat(chain.refusal(AUTHOR, models, "setAuthor", model, nobody)).isEqualTo("Incomplete");
    assertThat(chain.refusal(ADMIN, models, "setAuthor", model, nobody)).isEqualTo("Incomplete");
    assertThat(chain.refusal(ADMIN, models, "setAuthor", Keccak.of("nobody's"), ANYONE))
        .isEqualTo("NotTheAuthor");
    chain.send(AUTHOR, models, "setAuthor", model, Records.node(301));
    chain.send(ADMIN, models, "setAuthor", model, Records.node(302));
    assertThat(models.one(EvmAddress.class, "authorOf", model).text()).isEqualTo(Records.node(302));
  }
}
