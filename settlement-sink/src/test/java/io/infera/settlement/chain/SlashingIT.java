package io.infera.settlement.chain;

import static io.infera.settlement.chain.EvmChain.infer;
import static io.infera.settlement.chain.StakingWorld.ADMIN;
import static io.infera.settlement.chain.StakingWorld.ANYONE;
import static io.infera.settlement.chain.StakingWorld.ARBITER;
import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.BatchProof;
import io.infera.event.Digest;
import io.infera.event.SettlementEvent;
import io.infera.schemas.identity.BatchSigner;
import io.infera.schemas.identity.Identity;
import io.infera.schemas.testing.Records;
import io.infera.settlement.domain.Batch;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.Entry;
import io.infera.settlement.domain.Keccak;
import io.infera.settlement.domain.OffsetRange;
import io.infera.settlement.domain.SlashEvidence;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How stake is lost: by evidence that the network's own signing code made, and by nothing else. */
class SlashingIT {
  private static final Identity KEY = Records.identity(3);
  private static final String NODE = KEY.address();
  private static final String HONEST = Records.node(1);
  private static final String OTHER_HONEST = Records.node(2);
  private static final Duration CHALLENGE = Duration.ofSeconds(StakingWorld.CHALLENGE);
  private static final Duration APPEAL = Duration.ofSeconds(StakingWorld.APPEAL);

  @RegisterExtension private static final StakingWorld world = new StakingWorld();
  private static final EvmChain chain = world.chain;
  private static final Contract staking = world.staking;

  @BeforeAll
  static void deploy() {
    world.stake(NODE, infer(10_000));
    world.fund(NODE, infer(1_000));
    world.remember();
  }

  /** Anchors a settlement that names the node, between two others. */
  private static SlashEvidence fault(String requestId) {
    long offset = 1 + world.nextOffset();
    Batch batch =
        world.anchor(
            Faults.paid("before-" + requestId, List.of(), HONEST),
            Faults.settlement(requestId, KEY, 2, 5, HONEST, OTHER_HONEST),
            Faults.paid("after-" + requestId, List.of(), HONEST));
    return Faults.evidence(batch, offset, KEY);
  }

  private static EvmChain.Done accuse(SlashEvidence evidence) {
    return chain.send(ANYONE, staking, "accuse", Structs.accuse(evidence));
  }

  private static EvmChain.Done slash(SlashEvidence evidence) {
    return chain.send(ANYONE, staking, "slash", Structs.slash(evidence));
  }

  private static EvmChain.Done convict(String requestId) {
    SlashEvidence evidence = fault(requestId);
    accuse(evidence);
    chain.pass(CHALLENGE);
    return slash(evidence);
  }

  @Test
  void shouldSlashAfterTheWindowAndShareWhatIsTaken() {
    SlashEvidence evidence = fault("r-1");
    accuse(evidence);
    assertThat(chain.refusal(ANYONE, staking, "slash", Structs.slash(evidence)))
        .isEqualTo("NotYet");
    assertThat(world.bonded(NODE)).isEqualTo(infer(10_000));
    chain.pass(CHALLENGE);

    BigInteger supply = world.token.number("totalSupply");
    var slashed = slash(evidence).only("Slashed").values();

    assertThat(slashed.get("amount")).isEqualTo(infer(100)); // one per cent
    assertThat(world.balance(Records.REQUESTER)).isEqualTo(infer(30));
    assertThat(world.balance(HONEST)).isEqualTo(infer(10));
    assertThat(world.balance(OTHER_HONEST)).isEqualTo(infer(10));
    assertThat(slashed.get("burned")).isEqualTo(infer(50));
    assertThat(world.token.number("totalSupply")).isEqualTo(supply.subtract(infer(50)));
    assertThat(world.bonded(NODE)).isEqualTo(infer(9_900));
    assertThat(world.rung(NODE)).isEqualTo(1);
    assertThat(world.ejected(NODE)).isFalse();
  }

  /** Every shape of tree that a node may sign: the contract walks each as the node's code does. */
  @Test
  void shouldAcceptResultsFromBatchesOfEveryShape() {
    int requests = 0;
    for (int count : List.of(1, 2, 3, 5, 6, 7, 11)) {
      for (int index : List.of(0, count / 2, count - 1)) {
        String requestId = "shape-" + requests++;
        long offset = world.nextOffset();
        Batch batch = world.anchor(Faults.settlement(requestId, KEY, index, count, HONEST));
        SlashEvidence evidence = Faults.evidence(batch, offset, KEY);
        assertThat(chain.refusal(ANYONE, staking, "accuse", Structs.accuse(evidence)))
            .as("result %d of %d", index, count)
            .isEqualTo("none");
      }
    }
  }

  @Test
  void shouldTakeNothingTwiceForOneRequest() {
    SlashEvidence evidence = fault("r-1");
    accuse(evidence);
    assertThat(chain.refusal(ANYONE, staking, "accuse", Structs.accuse(evidence)))
        .isEqualTo("AccusedBefore");
    chain.pass(CHALLENGE);
    slash(evidence);
    assertThat(chain.refusal(ANYONE, staking, "accuse", Structs.accuse(evidence)))
        .isEqualTo("AccusedBefore");
    assertThat(chain.refusal(ANYONE, staking, "slash", Structs.slash(evidence)))
        .isEqualTo("CaseIs");
    // The same request anchored once more, with another of the node's signatures.
    long offset = world.nextOffset();
    Batch again = world.anchor(Faults.settlement("r-1", KEY, 0, 3, HONEST));
    Object[] second = Structs.accuse(Faults.evidence(again, offset, KEY));
    assertThat(chain.refusal(ANYONE, staking, "accuse", second)).isEqualTo("AccusedBefore");
  }

  @Test
  void shouldRefuseALeafThatIsNotAnchored() {
    Batch never = Faults.batch(0, List.of(Faults.settlement("r-1", KEY, 0, 1, HONEST)));
    Object[] evidence = Structs.accuse(Faults.evidence(never, 0, KEY));
    assertThat(chain.refusal(ANYONE, staking, "accuse", evidence)).isEqualTo("NotAnchored");
    world.anchor(Faults.paid("r-2", List.of(), HONEST));
    assertThat(chain.refusal(ANYONE, staking, "accuse", evidence)).isEqualTo("NotAnchored");
  }

  /** Whoever anchors could invent faults: the node's own signature is what he cannot invent. */
  @Test
  void shouldRefuseAResultThatTheNodeNeverSigned() {
    Identity forger = Records.identity(66);
    long offset = world.nextOffset();
    Digest leaf = Faults.resultLeaf(KEY, "r-1");
    SettlementEvent forged =
        Faults.blaming("r-1", KEY, leaf, Faults.signed(forger, leaf, 1, 4), HONEST);
    Batch batch = world.anchor(forged);

    Object[] evidence = Structs.accuse(Faults.evidence(batch, offset, KEY));
    assertThat(chain.refusal(ANYONE, staking, "accuse", evidence)).isEqualTo("NotSignedByNode");
  }

  @Test
  void shouldRefuseASignatureForAnotherNetwork() {
    long offset = world.nextOffset();
    Digest leaf = Faults.resultLeaf(KEY, "r-1");
    BatchProof elsewhere = new BatchSigner("infera-elsewhere", KEY).sign(List.of(leaf)).get(0);
    SettlementEvent event = Faults.blaming("r-1", KEY, leaf, elsewhere, HONEST);
    Batch batch = world.anchor(event);
    assertThat(
            chain.refusal(
                ANYONE, staking, "accuse", Structs.accuse(Faults.evidence(batch, offset, KEY))))
        .isEqualTo("NotSignedByNode");
  }

  @Test
  void shouldRefuseEveryBitOfEvidenceThatIsBent() {
    Object[] evidence = Structs.accuse(fault("r-1"));
    assertThat(bent(evidence, 0, 9)).isEqualTo("NotInResults"); // more leaves, another shape
    assertThat(bent(evidence, 1, 0)).isEqualTo("NotInResults"); // another position
    assertThat(bent(evidence, 1, 2)).isEqualTo("NotInResults"); // no such position
    assertThat(bent(evidence, 2, List.of())).isEqualTo("NotInResults"); // no path
    var longer = new ArrayList<Object>((List<?>) ((List<?>) evidence[3]).get(2));
    longer.add(Keccak.of("one more"));
    assertThat(bent(evidence, 2, longer)).isEqualTo("NotInResults");

    byte[] signature = (byte[]) ((List<?>) evidence[3]).get(3);
    assertThat(bent(evidence, 3, new byte[65])).isEqualTo("NotSignedByNode");
    assertThat(bent(evidence, 3, Arrays.copyOf(signature, 64))).isEqualTo("NotSignedByNode");
    byte[] other = signature.clone();
    other[64] ^= 1;
    assertThat(bent(evidence, 3, other)).isEqualTo("NotSignedByNode");
    other[64] = 27;
    assertThat(bent(evidence, 3, other)).isEqualTo("NotSignedByNode");
    assertThat(bent(evidence, 3, highS(signature))).isEqualTo("NotSignedByNode");
  }

  /** The same signature with the group's order minus s: valid mathematics, and refused. */
  private static byte[] highS(byte[] signature) {
    var order =
        new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
    var s = new BigInteger(1, Arrays.copyOfRange(signature, 32, 64));
    byte[] high = order.subtract(s).toByteArray();
    byte[] bent = signature.clone();
    System.arraycopy(high, high.length - 32, bent, 32, 32);
    bent[64] ^= 1;
    return bent;
  }

  /** Field 0 count, 1 index (or, when 2, beyond the count), 2 path, 3 signature. */
  private static String bent(Object[] evidence, int what, Object value) {
    var signed = new ArrayList<Object>((List<?>) evidence[3]);
    switch (what) {
      case 0 -> signed.set(1, value);
      case 1 -> signed.set(0, value.equals(2) ? 5 : value);
      default -> signed.set(what, value);
    }
    Object[] changed = evidence.clone();
    changed[3] = signed;
    return chain.refusal(ANYONE, staking, "accuse", changed);
  }

  @Test
  void shouldRefuseAFaultWithAnyFieldBent() {
    Object[] evidence = Structs.accuse(fault("r-1"));
    for (int field = 0; field < 11; field++) {
      var fault = new ArrayList<Object>((List<?>) evidence[0]);
      Object value = fault.get(field);
      Object other =
          value instanceof Bytes32
              ? Keccak.of("other")
              : value instanceof Number number ? number.longValue() + 1 : HONEST;
      fault.set(field, other);
      Object[] changed = evidence.clone();
      changed[0] = fault;
      // Another node has no stake: that is seen first.
      String expected = field == 2 ? "NothingAtStake" : "NotAnchored";
      assertThat(chain.refusal(ANYONE, staking, "accuse", changed))
          .as("field %d", field)
          .isEqualTo(expected);
    }
  }

  @Test
  void shouldClimbTheLadderAndEjectAtItsEnd() {
    convict("r-1");
    assertThat(world.bonded(NODE)).isEqualTo(infer(9_900));
    convict("r-2");
    assertThat(world.bonded(NODE)).isEqualTo(infer(9_405)); // five per cent
    convict("r-3");
    assertThat(world.bonded(NODE)).isEqualTo(infer(7_524)); // twenty
    assertThat(world.ejected(NODE)).isFalse();
    var last = convict("r-4");

    assertThat(last.of("Ejected")).hasSize(1);
    assertThat(world.bonded(NODE)).isZero();
    assertThat(world.unbonding(NODE)).isZero();
    world.fund(NODE, infer(5_000));
    assertThat(chain.refusal(NODE, staking, "stake", NODE, infer(5_000))).isEqualTo("IsEjected");
    assertThat(staking.one(Boolean.class, "eligible", NODE)).isFalse();
  }

  @Test
  void shouldEjectBelowTheMinimumAndLetTheRestUnbond() {
    chain.send(
        ADMIN, staking, "setParameters", StakingWorld.parameters(List.of(950_000, 1_000_000)));
    var done = convict("r-1");

    assertThat(done.of("Ejected")).hasSize(1);
    assertThat(world.bonded(NODE)).isZero();
    assertThat(world.unbonding(NODE)).isEqualTo(infer(500));
    chain.pass(Duration.ofSeconds(StakingWorld.UNBONDING));
    chain.send(NODE, staking, "withdraw", NODE);
    assertThat(world.balance(NODE)).isEqualTo(infer(1_500));
  }

  @Test
  void shouldReachWhatUnbonds() {
    chain.send(NODE, staking, "unbond", infer(10_000));
    SlashEvidence evidence = fault("r-1");
    accuse(evidence);
    chain.pass(Duration.ofSeconds(StakingWorld.UNBONDING));
    assertThat(chain.refusal(NODE, staking, "withdraw", NODE)).isEqualTo("CasesOpen");

    slash(evidence);

    assertThat(world.unbonding(NODE)).isEqualTo(infer(9_900));
    chain.send(NODE, staking, "withdraw", NODE);
    assertThat(world.balance(NODE)).isEqualTo(infer(10_900));
  }

  @Test
  void shouldDropACaseThatTheLogContradicts() {
    SlashEvidence evidence = fault("r-1");
    accuse(evidence);
    long offset = world.nextOffset();
    SettlementEvent paid = Faults.paid("r-1", List.of(), HONEST, NODE);
    Batch batch = world.anchor(paid);

    Object[] elsewhere = refutation(Faults.paid("r-1", List.of(), HONEST), batch, offset);
    assertThat(chain.refusal(NODE, staking, "refute", elsewhere)).isEqualTo("NotAnchored");
    Object[] same = refutation(evidence.event(), batch, offset);
    same[3] = evidence.firstOffset();
    same[1] = Structs.verdict(0, evidence.offset(), evidence.event());
    same[4] = evidence.verdictProof();
    assertThat(chain.refusal(NODE, staking, "refute", same)).isEqualTo("WrongSettlement");

    chain.send(NODE, staking, "refute", refutation(paid, batch, offset));

    chain.pass(CHALLENGE);
    assertThat(chain.refusal(ANYONE, staking, "slash", Structs.slash(evidence)))
        .isEqualTo("CaseIs");
    assertThat(world.bonded(NODE)).isEqualTo(infer(10_000));
    assertThat(chain.refusal(NODE, staking, "refute", refutation(paid, batch, offset)))
        .isEqualTo("CaseIs");
  }

  private static Object[] refutation(SettlementEvent event, Batch batch, long offset) {
    return new Object[] {
      NODE,
      Structs.verdict(0, offset, event),
      Structs.payments(event),
      batch.range().first(),
      batch.proof(offset, 0)
    };
  }

  @Test
  void shouldHearAnAppealAndSpareWhoIsAcquitted() {
    SlashEvidence evidence = fault("r-1");
    accuse(evidence);
    Object[] which = {Records.REQUESTER, Keccak.of("r-1")};
    Object[] acquittal = {NODE, Records.REQUESTER, Keccak.of("r-1")};
    assertThat(chain.refusal(ARBITER, staking, "acquit", acquittal)).isEqualTo("CaseIs");
    assertThat(chain.refusal(ANYONE, staking, "appeal", which[0], which[1], "not me"))
        .isEqualTo("CaseIs");

    chain.send(NODE, staking, "appeal", which[0], which[1], "the auditor ran other weights");

    assertThat(world.balance(NODE)).isEqualTo(infer(950));
    assertThat(chain.refusal(NODE, staking, "appeal", which[0], which[1], "again"))
        .isEqualTo("CaseIs");
    chain.pass(CHALLENGE);
    assertThat(chain.refusal(ANYONE, staking, "slash", Structs.slash(evidence)))
        .isEqualTo("NotYet");
    assertThat(chain.refusal(ADMIN, staking, "acquit", acquittal))
        .isEqualTo("AccessControlUnauthorizedAccount");
    chain.send(ARBITER, staking, "acquit", acquittal);

    assertThat(world.balance(NODE)).isEqualTo(infer(1_000));
    assertThat(world.bonded(NODE)).isEqualTo(infer(10_000));
    chain.pass(APPEAL);
    assertThat(chain.refusal(ANYONE, staking, "slash", Structs.slash(evidence)))
        .isEqualTo("CaseIs");
  }

  @Test
  void shouldBurnTheBondOfAnAppealThatNobodyUpholds() {
    SlashEvidence evidence = fault("r-1");
    accuse(evidence);
    chain.send(NODE, staking, "appeal", Records.REQUESTER, Keccak.of("r-1"), "please");
    chain.pass(CHALLENGE.plus(APPEAL));
    BigInteger supply = world.token.number("totalSupply");

    slash(evidence);

    assertThat(world.token.number("totalSupply")).isEqualTo(supply.subtract(infer(100)));
    assertThat(world.balance(staking.address().text())).isEqualTo(infer(9_900));
  }

  @Test
  void shouldReturnTheBondOfAnAppealWhenTheLogContradictsTheCase() {
    SlashEvidence evidence = fault("r-1");
    accuse(evidence);
    chain.send(NODE, staking, "appeal", Records.REQUESTER, Keccak.of("r-1"), "I was paid for it");
    assertThat(world.balance(NODE)).isEqualTo(infer(950));
    long offset = world.nextOffset();
    SettlementEvent paid = Faults.paid("r-1", List.of(), HONEST, NODE);
    Batch batch = world.anchor(paid);

    chain.send(ANYONE, staking, "refute", refutation(paid, batch, offset));

    assertThat(world.balance(NODE)).isEqualTo(infer(1_000));
    assertThat(world.balance(staking.address().text())).isEqualTo(infer(10_000));
    assertThat(world.stakeOf(NODE).get(4)).as("open cases").isEqualTo(BigInteger.ZERO);
    Object[] acquittal = {NODE, Records.REQUESTER, Keccak.of("r-1")};
    assertThat(chain.refusal(ARBITER, staking, "acquit", acquittal)).isEqualTo("CaseIs");
    chain.pass(CHALLENGE.plus(APPEAL));
    assertThat(chain.refusal(ANYONE, staking, "slash", Structs.slash(evidence)))
        .isEqualTo("CaseIs");
  }

  /** Who stands higher than a ladder that was shortened is at its end. */
  @Test
  void shouldTakeTheLastShareOfALadderThatBecameShorter() {
    convict("r-1");
    convict("r-2");
    assertThat(world.bonded(NODE)).isEqualTo(infer(9_405));
    chain.send(ADMIN, staking, "setParameters", StakingWorld.parameters(List.of(10_000)));

    var done = convict("r-3");

    BigInteger taken = infer(9_405).divide(BigInteger.valueOf(100));
    assertThat(done.only("Slashed").values()).containsEntry("amount", taken);
    assertThat(done.of("Ejected")).hasSize(1);
    assertThat(world.rung(NODE)).isEqualTo(3);
    assertThat(world.unbonding(NODE)).isEqualTo(infer(9_405).subtract(taken));
  }

  @Test
  void shouldAskForTheSettlementThatTheCaseIsAbout() {
    SlashEvidence evidence = fault("r-1");
    accuse(evidence);
    chain.pass(CHALLENGE);
    Object[] right = Structs.slash(evidence);
    Object[] payments = right.clone();
    payments[2] = List.of();
    assertThat(chain.refusal(ANYONE, staking, "slash", payments)).isEqualTo("WrongSettlement");
    Object[] proof = right.clone();
    proof[3] = List.of();
    assertThat(chain.refusal(ANYONE, staking, "slash", proof)).isEqualTo("NotAnchored");
    Object[] node = right.clone();
    node[0] = HONEST;
    assertThat(chain.refusal(ANYONE, staking, "slash", node)).isEqualTo("CaseIs");
    // Another settlement of the same request, which pays the thief's friends.
    long offset = world.nextOffset();
    SettlementEvent friendly = Faults.paid("r-1", List.of(), Records.node(77));
    Batch batch = world.anchor(friendly);
    Object[] other = {
      NODE, Structs.verdict(0, offset, friendly), Structs.payments(friendly), batch.proof(offset, 0)
    };
    assertThat(chain.refusal(ANYONE, staking, "slash", other)).isEqualTo("WrongSettlement");
  }

  /** Offsets repeat from lane to lane: the same place in another lane is another settlement. */
  @Test
  void shouldNotTakeASettlementFromAnotherLane() {
    long offset = world.nextOffset();
    SlashEvidence evidence =
        Faults.evidence(world.anchor(Faults.settlement("r-1", KEY, 0, 1, HONEST)), offset, KEY);
    accuse(evidence);
    chain.pass(CHALLENGE);
    assertThat(offset).isZero();
    SettlementEvent friendly = Faults.paid("r-1", List.of(), Records.node(77));
    Batch elsewhere = Batch.of(new OffsetRange(1, 0, 1), List.of(Entry.Settled.of(1, 0, friendly)));
    chain.send(
        StakingWorld.ANCHORER,
        world.log,
        "anchor",
        1,
        0,
        1,
        elsewhere.root(),
        1,
        Keccak.of("archive"));
    Object[] other = {
      NODE, Structs.verdict(1, 0, friendly), Structs.payments(friendly), elsewhere.proof(0, 0)
    };
    assertThat(chain.refusal(ANYONE, staking, "slash", other)).isEqualTo("WrongSettlement");
  }

  @Test
  void shouldStopAccusersAndNotTheAccused() {
    SlashEvidence evidence = fault("r-1");
    accuse(evidence);
    SlashEvidence second = fault("r-2");
    chain.send(StakingWorld.PAUSER, staking, "stop");
    assertThat(chain.refusal(ANYONE, staking, "accuse", Structs.accuse(second)))
        .isEqualTo("IsStopped");
    chain.pass(CHALLENGE);
    assertThat(chain.refusal(ANYONE, staking, "slash", Structs.slash(evidence)))
        .isEqualTo("IsStopped");
    chain.send(NODE, staking, "appeal", Records.REQUESTER, Keccak.of("r-1"), "heard");
    chain.send(ARBITER, staking, "acquit", NODE, Records.REQUESTER, Keccak.of("r-1"));
    assertThat(world.bonded(NODE)).isEqualTo(infer(10_000));
  }

  /** A requester who is the node itself, and a settlement that pays nobody: all is burned. */
  @Test
  void shouldPayNobodyForHisOwnFault() {
    long offset = world.nextOffset();
    SettlementEvent own =
        SettlementEvent.newBuilder(Faults.settlement("r-own", KEY, 0, 1))
            .setRequester(NODE)
            .build();
    SlashEvidence evidence = Faults.evidence(world.anchor(own), offset, KEY);
    accuse(evidence);
    chain.pass(CHALLENGE);
    assertThat(slash(evidence).only("Slashed").values().get("burned")).isEqualTo(infer(100));
  }

  @Test
  void shouldGiveTheAdministratorNoWayToAStake() {
    for (String function : List.of("withdraw", "unbond")) {
      Object argument = function.equals("unbond") ? infer(1) : (Object) ADMIN;
      assertThat(chain.refusal(ADMIN, staking, function, argument)).isNotEqualTo("none");
    }
    assertThat(chain.refusal(ADMIN, staking, "slash", Structs.slash(fault("r-1"))))
        .isEqualTo("CaseIs");
  }
}
