package io.infera.settlement.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.settlement.domain.FeePolicy.Pricing;
import java.math.BigInteger;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeePolicyTest {
  private static final FeePolicy POLICY = policy(Pricing.AUTO);

  private static FeePolicy policy(Pricing pricing) {
    return new FeePolicy(pricing, wei(10), FeePolicy.LEAST_BUMP_PERMILLE, wei(1_000));
  }

  private static BigInteger wei(long amount) {
    return BigInteger.valueOf(amount);
  }

  @Test
  void shouldOfferEnoughWhileTheBaseFeeDoesNotDouble() {
    assertThat(POLICY.above(wei(100))).isEqualTo(new Fees(Fees.Kind.DYNAMIC, wei(10), wei(210)));
  }

  @Test
  void shouldOfferOnePriceWhereBlocksHaveNoBaseFee() {
    assertThat(POLICY.legacy(Optional.empty())).isTrue();
    assertThat(POLICY.legacy(Optional.of(BigInteger.ZERO))).isFalse();
    assertThat(policy(Pricing.LEGACY).legacy(Optional.of(wei(1)))).isTrue();
    assertThat(policy(Pricing.EIP1559).legacy(Optional.empty())).isFalse();
    assertThat(POLICY.at(wei(50))).isEqualTo(new Fees(Fees.Kind.LEGACY, wei(50), wei(50)));
  }

  /** Nodes refuse a replacement that offers less than an eighth more of either. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 7, 8, 9, 100, 799})
  void shouldOfferAnEighthMoreOfBothAtLeast(long price) {
    Fees before = Fees.at(wei(price));
    Fees after = POLICY.instead(before, before).orElseThrow();
    assertThat(after.most().multiply(wei(8))).isGreaterThanOrEqualTo(wei(9 * price));
    assertThat(after.most()).isGreaterThan(before.most());
  }

  @Test
  void shouldOfferWhatTheChainAsksForWhenThatIsMore() {
    assertThat(POLICY.instead(POLICY.above(wei(100)), POLICY.above(wei(400))))
        .hasValueSatisfying(fees -> assertThat(fees.most()).isEqualTo(wei(810)));
  }

  @Test
  void shouldNeverOfferMoreThanWeAreWillingToPay() {
    assertThat(POLICY.above(wei(5_000)).most()).isEqualTo(wei(1_000));
    Fees fees = POLICY.above(wei(1));
    for (int i = 0; i < 100; i++) {
      fees = POLICY.instead(fees, POLICY.above(wei(1))).orElse(fees);
      assertThat(fees.most()).isLessThanOrEqualTo(wei(1_000));
    }
    assertThat(POLICY.instead(fees, fees)).isEmpty();
  }

  @Test
  void shouldRefuseWhatMakesNoSense() {
    assertThatThrownBy(() -> new FeePolicy(Pricing.AUTO, wei(1), 100, wei(2)))
        .hasMessageContaining("125");
    assertThatThrownBy(() -> new FeePolicy(Pricing.AUTO, wei(3), 125, wei(2)))
        .hasMessageContaining("tip 3");
    assertThatThrownBy(() -> new Fees(Fees.Kind.LEGACY, wei(1), wei(2)))
        .hasMessageContaining("one price");
  }
}
