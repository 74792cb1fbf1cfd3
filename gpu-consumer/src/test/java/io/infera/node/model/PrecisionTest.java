package io.infera.node.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class PrecisionTest {

  @Test
  void shouldRoundToHalfPrecision() {
    assertThat(half(1)).isEqualTo(0x3c00);
    assertThat(half(-2)).isEqualTo(0xc000);
    assertThat(half(65_504)).isEqualTo(0x7bff);
    assertThat(half(1e30f)).isEqualTo(0x7c00);
    assertThat(half(Float.NaN)).isEqualTo(0x7e00);
    // The least one above zero, half of it (to even), and a little more than half.
    assertThat(half(0x1p-24f)).isEqualTo(1);
    assertThat(half(0x1p-25f)).isZero();
    assertThat(half(0x1.01p-25f)).isEqualTo(1);
    // Half way between two: to the even one, down and up.
    assertThat(half(1 + 0x1p-11f)).isEqualTo(0x3c00);
    assertThat(half(1 + 3 * 0x1p-11f)).isEqualTo(0x3c02);
  }

  @Test
  void shouldRoundToTheUpperHalf() {
    assertThat(upperHalf(1)).isEqualTo(0x3f80);
    assertThat(upperHalf(-1e-3f)).isEqualTo(0xba83);
    assertThat(upperHalf(1 + 0x1p-8f)).isEqualTo(0x3f80);
    assertThat(upperHalf(1 + 3 * 0x1p-8f)).isEqualTo(0x3f82);
    assertThat(upperHalf(Float.MAX_VALUE)).isEqualTo(0x7f80);
  }

  @Test
  void shouldEncodeAllNumbersOfAParameter() {
    ByteBuffer singles = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    singles.putFloat(1).putFloat(-2).flip();

    ByteBuffer halves = Precision.FLOAT16.encode(singles).order(ByteOrder.LITTLE_ENDIAN);

    assertThat(halves.remaining()).isEqualTo(4);
    assertThat(halves.getShort()).isEqualTo((short) 0x3c00);
    assertThat(halves.getShort()).isEqualTo((short) 0xc000);
    assertThat(Precision.FLOAT32.encode(singles)).isSameAs(singles);
  }

  private static int half(float number) {
    return Precision.float16(number) & 0xffff;
  }

  private static int upperHalf(float number) {
    return Precision.bfloat16(number) & 0xffff;
  }
}
