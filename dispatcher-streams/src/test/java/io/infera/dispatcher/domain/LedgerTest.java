package io.infera.dispatcher.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.dispatcher.domain.Ledger.Reservation;
import io.infera.event.ModelSpending;
import io.infera.event.RequesterDeposit;
import io.infera.schemas.canonical.Keccak256;
import io.infera.schemas.testing.Records;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final String WHO = Records.REQUESTER;
  private static final String MODEL = Records.MODEL;
  private static final long ANY = Long.MAX_VALUE;
  private static final Instant LATER = Records.AT.plusSeconds(60);

  private final Ledger ledger = Ledger.empty();
  private long offset;

  private void deposit(long balance, long debited) {
    ledger.deposit(
        RequesterDeposit.newBuilder(Records.deposit())
            .setBalanceMicroInfer(balance)
            .setSpent(List.of(new ModelSpending(Keccak256.of(MODEL), debited)))
            .build());
  }

  private RefusalReason reserve(String key, long price, long ceiling) {
    return ledger
        .reserve(WHO, key, new Reservation(MODEL, price, LATER), ceiling)
        .map(Refusal::reason)
        .orElse(null);
  }

  private void settle(String key, long price) {
    ledger.settled(0, offset++, WHO, key, MODEL, price);
  }

  @Test
  void shouldSetAsideNoMoreThanTheDeposit() {
    deposit(100, 0);
    assertThat(reserve("a", 60, ANY)).isNull();
    assertThat(reserve("b", 41, ANY)).isEqualTo(RefusalReason.DEPOSIT_TOO_SMALL);
    assertThat(reserve("c", 40, ANY)).isNull();
    assertThat(reserve("d", 1, ANY)).isEqualTo(RefusalReason.DEPOSIT_TOO_SMALL);
    assertThat(ledger.open()).isEqualTo(2);
  }

  @Test
  void shouldServeNobodyWhoHasNoDeposit() {
    assertThat(reserve("a", 1, ANY)).isEqualTo(RefusalReason.DEPOSIT_TOO_SMALL);
    assertThat(reserve("b", 0, ANY)).as("what is free").isNull();
  }

  @Test
  void shouldSayWhatIsMissing() {
    deposit(100, 0);
    reserve("a", 60, ANY);
    var refusal =
        ledger.reserve(WHO, "b", new Reservation(MODEL, 50, LATER), ANY).orElseThrow().sentence();
    assertThat(refusal).contains("expected a deposit of at least 110", "60 open", "found 100");
  }

  @Test
  void shouldFreeWhatARequestDidNotCost() {
    deposit(100, 0);
    reserve("a", 100, ANY);
    settle("a", 30);
    assertThat(reserve("b", 71, ANY)).isEqualTo(RefusalReason.DEPOSIT_TOO_SMALL);
    assertThat(reserve("b", 70, ANY)).isNull();
    settle("b", 0);
    ledger.release(WHO, "never there");
    assertThat(reserve("c", 70, ANY)).isNull();
    ledger.release(WHO, "c");
    assertThat(reserve("d", 70, ANY)).isNull();
  }

  /** A debit lowers the deposit and what is owed by the same. */
  @Test
  void shouldCountADebitOnce() {
    deposit(100, 0);
    reserve("a", 50, ANY);
    settle("a", 30);
    deposit(70, 30);
    assertThat(reserve("b", 71, ANY)).isEqualTo(RefusalReason.DEPOSIT_TOO_SMALL);
    assertThat(reserve("b", 70, ANY)).isNull();
  }

  @Test
  void shouldKeepToTheCeilingOfAllThatWasEverUsed() {
    deposit(1_000, 0);
    reserve("a", 50, 100);
    settle("a", 40);
    deposit(960, 40);
    assertThat(reserve("b", 50, 100)).isNull();
    assertThat(reserve("c", 11, 100)).isEqualTo(RefusalReason.AUTHORISATION_SPENT);
    assertThat(reserve("c", 11, 101)).isNull();
    var other = new Reservation("another model", 90, LATER);
    assertThat(ledger.reserve(WHO, "d", other, 100)).as("each model has its own").isEmpty();
  }

  /** A request is read again after a crash. */
  @Test
  void shouldSetAsideOnceForOneRequest() {
    deposit(100, 0);
    assertThat(reserve("a", 60, ANY)).isNull();
    assertThat(reserve("a", 60, ANY)).isNull();
    assertThat(reserve("b", 40, ANY)).isNull();
  }

  @Test
  void shouldCountASettlementOnceThoughItIsReadAgain() {
    deposit(100, 0);
    ledger.settled(0, 5, WHO, "a", MODEL, 30);
    ledger.settled(0, 5, WHO, "a", MODEL, 30);
    ledger.settled(0, 4, WHO, "old", MODEL, 30);
    ledger.settled(1, 4, WHO, "of another partition", MODEL, 30);
    assertThat(ledger.position(0)).isEqualTo(6);
    assertThat(reserve("b", 41, ANY)).isEqualTo(RefusalReason.DEPOSIT_TOO_SMALL);
    assertThat(reserve("b", 40, ANY)).isNull();
  }

  @Test
  void shouldGiveUpWhatNobodyTellsOf() {
    deposit(100, 0);
    reserve("a", 100, ANY);
    ledger.expire(LATER.minusMillis(1));
    assertThat(ledger.open()).isOne();
    ledger.expire(LATER);
    assertThat(ledger.open()).isZero();
    assertThat(reserve("b", 100, ANY)).isNull();
  }

  @Test
  void shouldNotBeFooledByNumbersThatAreTooLarge() {
    deposit(Long.MAX_VALUE, 0);
    assertThat(reserve("a", Long.MAX_VALUE, ANY)).isNull();
    settle("a", Long.MAX_VALUE);
    assertThat(reserve("b", 1, ANY)).isEqualTo(RefusalReason.AUTHORISATION_SPENT);
    var other = new Reservation("another model", 1, LATER);
    assertThat(ledger.reserve(WHO, "b", other, ANY).orElseThrow().reason())
        .isEqualTo(RefusalReason.DEPOSIT_TOO_SMALL);
    assertThat(reserve("c", 0, ANY)).isNull();
  }

  /** Whatever happens, and wherever it goes on from what was written down. */
  @Test
  void shouldNeverHaveMoreOpenAndOwedThanIsThere() {
    for (int seed = 0; seed < 20; seed++) {
      var random = new Random(seed);
      Ledger any = Ledger.empty();
      long balance = 1_000;
      long used = 0;
      long open = 0;
      var prices = new long[200];
      for (int step = 0; step < 200; step++) {
        any.deposit(
            RequesterDeposit.newBuilder(Records.deposit())
                .setBalanceMicroInfer(balance)
                .setSpent(List.of())
                .build());
        int request = random.nextInt(200);
        if (prices[request] == 0) {
          long price = 1 + random.nextInt(300);
          boolean covered = used + open + price <= balance;
          var refusal = any.reserve(WHO, "r" + request, new Reservation(MODEL, price, LATER), ANY);
          assertThat(refusal.isEmpty()).as("seed %d, step %d", seed, step).isEqualTo(covered);
          prices[request] = covered ? price : 0;
          open += covered ? price : 0;
        } else {
          long cost = random.nextInt((int) prices[request] + 1);
          any.settled(0, step, WHO, "r" + request, MODEL, cost);
          open -= prices[request];
          used += cost;
          prices[request] = 0;
        }
        if (random.nextInt(10) == 0) {
          Ledger again = any;
          any = any.snapshot().map(Ledger::of).orElse(again);
        }
      }
    }
  }
}
