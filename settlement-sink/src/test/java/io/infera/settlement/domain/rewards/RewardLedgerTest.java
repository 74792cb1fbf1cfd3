package io.infera.settlement.domain.rewards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.event.FaultEvidence;
import io.infera.event.NodePayment;
import io.infera.event.Outcome;
import io.infera.event.SettlementEvent;
import io.infera.event.UnpaidNode;
import io.infera.schemas.testing.Records;
import io.infera.settlement.domain.EpochLeaves.Earning;
import io.infera.settlement.domain.EpochLeaves.Usage;
import io.infera.settlement.domain.Keccak;
import io.infera.settlement.domain.KeccakTree;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RewardLedgerTest {
  private static final String GATEWAY = Records.node(700);
  private static final String A = Records.node(1);
  private static final String B = Records.node(2);
  private static final String C = Records.node(3);
  private static final BigInteger NOTHING = BigInteger.ZERO;

  private final RewardLedger ledger = new RewardLedger(GATEWAY);
  private int requests;
  private long epochs;

  private SettlementEvent.Builder settled(String... paid) {
    return SettlementEvent.newBuilder(Records.settlement("r-" + requests++))
        .setFaults(List.of())
        .setPayments(Arrays.stream(paid).map(node -> new NodePayment(node, 10L, 5)).toList());
  }

  private static FaultEvidence fault(String node) {
    return FaultEvidence.newBuilder(Records.settlement().getFaults().get(0))
        .setNodeId(node)
        .build();
  }

  private EpochStatement epoch(
      long emission, List<FeeReceived> fees, SettlementEvent.Builder... settlements) {
    return ledger.next(
        new EpochInput(
            ++epochs,
            List.of(7L),
            Arrays.stream(settlements).map(SettlementEvent.Builder::build).toList(),
            BigInteger.valueOf(emission),
            fees));
  }

  private static FeeReceived debit(long from, long to, long toNodes) {
    return new FeeReceived.Debit(
        Records.REQUESTER, Keccak.of(Records.MODEL), from, to, BigInteger.valueOf(toNodes));
  }

  private static Earning earned(EpochStatement statement, String node) {
    return statement.earning(node).orElse(new Earning(node, NOTHING, NOTHING, 0));
  }

  private static BigInteger emission(EpochStatement statement, String node) {
    return earned(statement, node).emission();
  }

  private static BigInteger fees(EpochStatement statement, String node) {
    return earned(statement, node).fees();
  }

  @Test
  void shouldEmitByTokensServed() {
    EpochStatement statement = epoch(900, List.of(), settled(A, B), settled(A));

    assertThat(emission(statement, A)).isEqualTo(600);
    assertThat(emission(statement, B)).isEqualTo(300);
    assertThat(earned(statement, A).work()).isEqualTo(10);
    assertThat(statement.emission()).isEqualTo(900);
  }

  @Test
  void shouldEmitLessToWhoWasSilent() {
    EpochStatement statement =
        epoch(
            17_000,
            List.of(),
            settled(A, B),
            settled(A).setUnpaid(List.of(new UnpaidNode(B, Outcome.SILENT))),
            settled(A).setUnpaid(List.of(new UnpaidNode(B, Outcome.FAILED))),
            settled(A).setUnpaid(List.of(new UnpaidNode(B, Outcome.INADMISSIBLE))));

    // B: 5 tokens at an availability of a quarter; A: 20 at 1.
    assertThat(emission(statement, B)).isEqualTo(1_000);
    assertThat(statement.participations().get(B).availabilityPpm()).isEqualTo(250_000);
  }

  @Test
  void shouldEmitLessToWhoWasShownWrong() {
    EpochStatement statement =
        epoch(1_000, List.of(), settled(A, B), settled(A).setFaults(List.of(fault(B))));

    assertThat(statement.participations().get(B).accuracyPpm()).isEqualTo(500_000);
    assertThat(emission(statement, B)).isEqualTo(1_000 * 25 / 125);
  }

  @Test
  void shouldHoldNoDissentAgainstANodeThatNobodyAudited() {
    EpochStatement statement =
        epoch(
            1_000,
            List.of(),
            settled(A, B),
            settled(A).setUnpaid(List.of(new UnpaidNode(B, Outcome.DISSENTED))),
            settled(A).setUnpaid(List.of(new UnpaidNode(B, Outcome.INCONCLUSIVE))));

    assertThat(statement.participations().get(B).accuracyPpm()).isEqualTo(1_000_000);
    assertThat(statement.participations().get(B).availabilityPpm()).isEqualTo(1_000_000);
    assertThat(emission(statement, B)).isEqualTo(250);
  }

  @Test
  void shouldEmitNothingWhereNothingWasServed() {
    EpochStatement statement =
        epoch(1_000, List.of(), settled().setUnpaid(List.of(new UnpaidNode(A, Outcome.AGREED))));

    assertThat(statement.emission()).isZero();
    assertThat(statement.root()).isEmpty();
  }

  @Test
  void shouldPayAFeeToThoseWhosePaymentsItCovers() {
    epoch(0, List.of(), settled(A, B), settled(C));

    // The row is A 0-10, B 10-20, C 20-30; the nodes' part of 25 is 170.
    EpochStatement first = epoch(0, List.of(debit(0, 25, 170)));

    assertThat(fees(first, A)).isEqualTo(68);
    assertThat(fees(first, B)).isEqualTo(68);
    assertThat(fees(first, C)).isEqualTo(34);

    EpochStatement second = epoch(0, List.of(debit(25, 30, 40)));
    assertThat(fees(second, C)).isEqualTo(74);
    assertThat(fees(second, A)).isEqualTo(68);
    assertThat(second.fees()).isEqualTo(210);
  }

  @Test
  void shouldRefuseAFeeThatNothingCost() {
    epoch(0, List.of(), settled(A));

    assertThatThrownBy(() -> epoch(0, List.of(debit(0, 11, 5))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("nothing that was counted");
  }

  @Test
  void shouldPayForAQuestionWithoutCallingItUsage() {
    SettlementEvent.Builder question = settled(A, B).setRequester(GATEWAY).setRequestId("31337-1");
    EpochStatement statement =
        epoch(0, List.of(new FeeReceived.Question("31337-1", BigInteger.valueOf(9))), question);

    assertThat(statement.usages()).isEmpty();
    assertThat(fees(statement, A).add(fees(statement, B))).isEqualTo(9);
    assertThat(earned(statement, A).work()).isEqualTo(5);
  }

  @Test
  void shouldCountUsageByRequesterAndModel() {
    EpochStatement statement =
        epoch(0, List.of(), settled(A, B), settled(A).setModelId("other"), settled(C));

    assertThat(statement.usages())
        .containsExactly(
            new Usage(Records.REQUESTER, Records.MODEL, 30, 15),
            new Usage(Records.REQUESTER, "other", 10, 5));
  }

  @Test
  void shouldProveEveryLeaf() {
    EpochStatement statement = epoch(7, List.of(), settled(A, B), settled(C));

    for (var leaf : statement.leaves()) {
      assertThat(KeccakTree.verify(leaf, statement.proof(leaf), statement.root().orElseThrow()))
          .isTrue();
    }
  }

  @Test
  void shouldTryAnEpochOnACopyAndStayAsItWas() {
    epoch(100, List.of(), settled(A, B));
    RewardLedger copy = ledger.copy();
    var input =
        new EpochInput(
            2, List.of(9L), List.of(settled(C).build()), BigInteger.TEN, List.of(debit(0, 20, 6)));

    EpochStatement tried = copy.next(input);

    assertThat(ledger.emission()).isEqualTo(100);
    assertThat(ledger.next(input)).isEqualTo(tried);
  }

  /** Whatever happens: nothing appears, nothing is lost, and nobody's totals shrink. */
  @Test
  void shouldConserveEveryUnitInRandomHistories() {
    for (long seed = 0; seed < 200; seed++) {
      conserve(new Random(seed), seed);
    }
  }

  private static void conserve(Random random, long seed) {
    var story = new RewardLedgerTest();
    var nodes = List.of(A, B, C, Records.node(4), Records.node(5));
    BigInteger paid = NOTHING;
    BigInteger emitted = NOTHING;
    long debited = 0;
    long owed = 0;
    Map<String, Earning> before = Map.of();
    for (int epoch = 0; epoch < 6; epoch++) {
      var fees = new ArrayList<FeeReceived>();
      while (debited < owed && random.nextInt(3) > 0) {
        long to = debited + 1 + random.nextLong(owed - debited);
        fees.add(debit(debited, to, random.nextLong(1L << 40)));
        debited = to;
      }
      var settlements = new ArrayList<SettlementEvent.Builder>();
      for (int i = random.nextInt(8); i > 0; i--) {
        String[] some = nodes.stream().filter(node -> random.nextBoolean()).toArray(String[]::new);
        settlements.add(story.settled(some));
        owed += 10L * some.length;
      }
      EpochStatement statement =
          story.epoch(
              random.nextLong(1L << 50), fees, settlements.toArray(SettlementEvent.Builder[]::new));

      for (FeeReceived fee : fees) {
        paid = paid.add(fee.toNodes());
      }
      assertThat(statement.fees()).as("fees, seed %d", seed).isEqualTo(paid);
      assertThat(sum(statement, Earning::fees)).isEqualTo(statement.fees());
      assertThat(sum(statement, Earning::emission)).isEqualTo(statement.emission());
      assertThat(statement.emission()).isGreaterThanOrEqualTo(emitted);
      emitted = statement.emission();
      assertThat(statement.usages().stream().mapToLong(Usage::microInfer).sum()).isEqualTo(owed);
      for (Earning old : before.values()) {
        Earning now = statement.earning(old.earner()).orElseThrow();
        assertThat(now.fees()).isGreaterThanOrEqualTo(old.fees());
        assertThat(now.emission()).isGreaterThanOrEqualTo(old.emission());
        assertThat(now.work()).isGreaterThanOrEqualTo(old.work());
      }
      before = new java.util.TreeMap<>();
      for (Earning one : statement.earnings()) {
        before.put(one.earner(), one);
      }
    }
  }

  private static BigInteger sum(
      EpochStatement statement, java.util.function.Function<Earning, BigInteger> part) {
    return statement.earnings().stream().map(part).reduce(NOTHING, BigInteger::add);
  }
}
