package io.infera.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InferAmountTest {
  @ParameterizedTest
  @CsvSource({
    "1000 INFER, 1000000000000000000000, 1000 INFER",
    "0.5INFER, 500000000000000000, 0.5 INFER",
    "250 uINFER, 250000000000000, 0.00025 INFER",
    "0.000000000000000001 INFER, 1, 0.000000000000000001 INFER",
    "0 INFER, 0, 0 INFER"
  })
  void shouldReadAndWriteAmounts(String text, BigInteger units, String written) {
    InferAmount amount = InferAmount.parse(text);

    assertThat(amount.units()).isEqualTo(units);
    assertThat(amount).hasToString(written);
    assertThat(InferAmount.parse(written)).isEqualTo(amount);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "12", "-1 INFER", "1,5 INFER", "1 ETH", "1e3 INFER", "INFER"})
  void shouldSayWhatItExpected(String text) {
    assertThatThrownBy(() -> InferAmount.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1000 INFER")
        .hasMessageContaining("'" + text + "'");
  }

  @Test
  void shouldRefuseWhatIsFinerThanTheToken() {
    assertThatThrownBy(() -> InferAmount.parse("0.0000000000001 uINFER"))
        .hasMessageContaining("finer than 10^-18");
  }

  @Test
  void shouldRoundMillionthsDown() {
    assertThat(InferAmount.parse("0.0000019 INFER").micro()).isEqualTo(1);
    assertThat(InferAmount.ofMicro(7)).isEqualTo(InferAmount.parse("7 uINFER"));
    assertThat(InferAmount.of(2).plus(InferAmount.of(3))).isEqualTo(InferAmount.of(5));
  }
}
