package io.infera.settlement.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.settlement.domain.ChainAccount.Answer;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class AnchorSenderTest {
  private static final FeePolicy POLICY =
      new FeePolicy(FeePolicy.Pricing.AUTO, wei(10), FeePolicy.LEAST_BUMP_PERMILLE, wei(1_000));
  private static final long LATER = Duration.ofSeconds(5).toNanos();
  private static final AttestedBatch BATCH = batch(0);

  /** A chain that answers what it is told to. */
  private static final class Account implements ChainAccount {
    private final List<Long> nonces = new ArrayList<>();
    private final List<Fees> offers = new ArrayList<>();
    private long used = 7;
    private Answer answer = Answer.TAKEN;
    private boolean moved;
    private boolean forgets;
    private boolean refuses;

    @Override
    public long used() {
      return used;
    }

    @Override
    public Fees offer() {
      return POLICY.above(wei(100));
    }

    @Override
    public OptionalLong gasFor(AttestedBatch batch) {
      return moved ? OptionalLong.empty() : OptionalLong.of(60_000);
    }

    @Override
    public Sent send(AttestedBatch batch, long gasLimit, long nonce, Fees fees) {
      if (refuses) {
        throw new IllegalStateException("insufficient funds");
      }
      nonces.add(nonce);
      offers.add(fees);
      return new Sent(Keccak.of(nonce + " " + fees), answer);
    }

    @Override
    public boolean knows(Bytes32 transaction) {
      return !forgets;
    }
  }

  private final Account account = new Account();
  private final AnchorSender sender = new AnchorSender(account, POLICY, Duration.ofSeconds(5));

  private static BigInteger wei(long amount) {
    return BigInteger.valueOf(amount);
  }

  private static AttestedBatch batch(int lane) {
    var entries = List.of(new Entry.Unreadable(0, Bytes32.ZERO));
    Batch batch = Batch.of(new OffsetRange(lane, 0, 1), entries);
    return AttestedBatch.unsigned(new ArchivedBatch(Path.of("none"), batch, Bytes32.ZERO));
  }

  @Test
  void shouldLeaveRoomForGas() {
    assertThat(sender.send(BATCH, 0).orElseThrow().gasLimit()).isEqualTo(90_000);
  }

  @Test
  void shouldSendNothingWhereTheChainHasMoved() {
    account.moved = true;
    assertThat(sender.send(BATCH, 0)).isEmpty();
    assertThat(account.nonces).isEmpty();
  }

  @Test
  void shouldOfferMoreOnTheSameNonceForWhatWaits() {
    Flight first = sender.send(BATCH, 0).orElseThrow();
    assertThat(sender.late(first, LATER - 1)).isFalse();
    assertThat(sender.late(first, LATER)).isTrue();
    Flight second = sender.sendAgain(first, LATER).orElseThrow();
    sender.sendAgain(second, 2 * LATER);

    assertThat(account.nonces).containsExactly(7L, 7L, 7L);
    for (int i = 1; i < 3; i++) {
      Fees before = account.offers.get(i - 1);
      Fees after = account.offers.get(i);
      assertThat(after.most().multiply(wei(8))).isGreaterThan(before.most().multiply(wei(9)));
      assertThat(after.tip().multiply(wei(8))).isGreaterThan(before.tip().multiply(wei(9)));
    }
  }

  @Test
  void shouldSendWhatWasForgottenAsItWas() {
    Flight first = sender.send(BATCH, 0).orElseThrow();
    account.forgets = true;
    sender.sendAgain(first, LATER);

    assertThat(account.nonces).containsExactly(7L, 7L);
    assertThat(account.offers.get(1)).isEqualTo(account.offers.get(0));
  }

  @Test
  void shouldOfferMoreWhereAnotherWaitsUnderItsNonce() {
    account.answer = Answer.UNDERPRICED;
    account.forgets = true;
    Flight first = sender.send(BATCH, 0).orElseThrow();
    sender.sendAgain(first, LATER);

    assertThat(account.offers.get(1).most()).isGreaterThan(account.offers.get(0).most());
  }

  @Test
  void shouldStayInTheDarkWithWhatNobodyAnswered() {
    account.answer = Answer.NONE;
    Flight flight = sender.send(BATCH, 0).orElseThrow();
    assertThat(flight.nonce()).isEqualTo(7);
    assertThat(flight.sent().answer()).isEqualTo(Answer.NONE);
  }

  @Test
  void shouldGiveUpWhenItsNonceIsUsed() {
    account.answer = Answer.NONCE_USED;
    assertThat(sender.send(BATCH, 0)).isEmpty();

    account.answer = Answer.TAKEN;
    Flight flight = sender.send(BATCH, 0).orElseThrow();
    account.used = 8;
    int sendings = account.nonces.size();
    assertThat(sender.sendAgain(flight, LATER)).isEmpty();
    assertThat(account.nonces).hasSize(sendings);
  }

  @Test
  void shouldNotPayMoreThanItMay() {
    Flight flight = sender.send(BATCH, 0).orElseThrow();
    for (int i = 1; i < 40; i++) {
      flight = sender.sendAgain(flight, i * LATER).orElseThrow();
    }
    assertThat(account.offers).allMatch(fees -> fees.most().compareTo(wei(1_000)) <= 0);
  }

  @Test
  void shouldLetLanesShareAnAccountWithoutAGap() {
    sender.send(BATCH, 0);
    Flight other = sender.send(batch(1), 0).orElseThrow();
    assertThat(account.nonces).containsExactly(7L, 8L);

    // The first is given up although its nonce was not used: the other has to fill the gap.
    sender.done(0);
    assertThat(sender.sendAgain(other, LATER).orElseThrow().nonce()).isEqualTo(7);
  }

  @Test
  void shouldKeepNoNonceForWhatIsRefused() {
    account.refuses = true;
    assertThatThrownBy(() -> sender.send(BATCH, 0)).hasMessageContaining("insufficient funds");
    account.refuses = false;
    assertThat(sender.send(batch(1), 0).orElseThrow().nonce()).isEqualTo(7);
  }
}
