package io.infera.verification.domain.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PriceTest {

  @Test
  void shouldRoundDownToWholeMillionths() {
    assertThat(Price.of(2_000_000, 100)).isEqualTo(200);
    assertThat(Price.of(999_999, 1)).isZero();
    assertThat(Price.of(0, Integer.MAX_VALUE)).isZero();
  }

  @Test
  void shouldNeverOverflow() {
    var random = new Random(5);
    for (int round = 0; round < 1_000; round++) {
      long price = random.nextLong() >>> 1 + random.nextInt(60);
      int tokens = random.nextInt() >>> 1;
      var exact =
          BigInteger.valueOf(price)
              .multiply(BigInteger.valueOf(tokens))
              .divide(BigInteger.valueOf(1_000_000));
      assertThat(Price.of(price, tokens))
          .isEqualTo(exact.min(BigInteger.valueOf(Long.MAX_VALUE / 1024)).longValue());
    }
  }
}
