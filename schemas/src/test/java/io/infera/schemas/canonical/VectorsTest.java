package io.infera.schemas.canonical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.event.InferenceOutput;
import io.infera.schemas.testing.Records;
import org.junit.jupiter.api.Test;

class VectorsTest {
  @Test
  void shouldWriteLittleEndianFloats() {
    assertThat(Hex.encode(Vectors.encode(new float[] {1f, -2f})))
        .isEqualTo("0000803f" + "000000c0");
  }

  @Test
  void shouldReadWhatItWroteWithoutMovingTheBuffer() {
    InferenceOutput output = Records.output(0.5f, Float.MIN_VALUE, -0f);
    assertThat(Vectors.decode(output)).containsExactly(0.5f, Float.MIN_VALUE, -0f);
    assertThat(Vectors.decode(output)).containsExactly(0.5f, Float.MIN_VALUE, -0f);
  }

  @Test
  void shouldRefuseBytesThatAreNotTheDimension() {
    for (int dimension : new int[] {-1, 0, 2, 4, Integer.MAX_VALUE}) {
      InferenceOutput output =
          InferenceOutput.newBuilder(Records.output(1, 2, 3)).setDimension(dimension).build();
      assertThatThrownBy(() -> Vectors.decode(output))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("found 12");
    }
  }
}
