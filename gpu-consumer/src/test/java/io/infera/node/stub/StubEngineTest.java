package io.infera.node.stub;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.InferenceInput;
import io.infera.event.InferenceOutput;
import io.infera.node.domain.Outcome;
import io.infera.schemas.canonical.Vectors;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StubEngineTest {
  private static final int DIMENSION = 384;

  private final StubEngine engine = new StubEngine(DIMENSION, Duration.ZERO);

  @Test
  void shouldAgreeWithEveryOtherStubAndWithNoOtherText() {
    float[] vector = vector(engine, "a text");

    assertThat(vector).hasSize(DIMENSION);
    assertThat(vector(new StubEngine(DIMENSION, Duration.ZERO), "a text")).isEqualTo(vector);
    for (int i = 0; i < 200; i++) {
      assertThat(cosine(vector, vector(engine, "another text " + i))).isBetween(-0.5, 0.5);
    }
  }

  @Test
  void shouldFailWithoutAText() {
    assertThat(engine.run(List.of(new InferenceInput(null))))
        .singleElement()
        .isInstanceOf(Outcome.Failure.class);
  }

  private static float[] vector(StubEngine engine, String text) {
    Outcome outcome = engine.run(List.of(new InferenceInput(text))).get(0);
    InferenceOutput output = ((Outcome.Success) outcome).output();
    return Vectors.decode(output);
  }

  private static double cosine(float[] a, float[] b) {
    double dot = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      squaresA += (double) a[i] * a[i];
      squaresB += (double) b[i] * b[i];
    }
    return dot / Math.sqrt(squaresA * squaresB);
  }
}
