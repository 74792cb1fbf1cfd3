package io.infera.infra.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.infera.verification.domain.judge.Cosine;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class EmbeddingsTest {
  private static final long MANY = 2_000;

  private final Embeddings embeddings = new Embeddings(1);

  @Test
  void shouldMakeHonestAnswersAlike() {
    assertThat(LongStream.range(0, MANY))
        .allSatisfy(
            request ->
                assertThat(
                        Cosine.similarity(
                            embeddings.honest(request, 1), embeddings.honest(request, 2)))
                    .isGreaterThan(0.999998));
  }

  @Test
  void shouldKeepOddHardwareAboveTheThreshold() {
    assertThat(LongStream.range(0, MANY))
        .allSatisfy(
            request ->
                assertThat(
                        Cosine.similarity(
                            embeddings.oddHardware(request, 1), embeddings.oddHardware(request, 2)))
                    .isGreaterThan(0.9995));
  }

  @Test
  void shouldGiveASiblingTheCosineThatIsDrawn() {
    double[] cosines =
        LongStream.range(0, MANY)
            .mapToDouble(
                request ->
                    Cosine.similarity(
                        embeddings.other(request, 5, 0.991, 0.003, 0.982, 0.995),
                        embeddings.truth(request)))
            .toArray();

    assertThat(Arrays.stream(cosines).allMatch(cosine -> cosine > 0.98199 && cosine < 0.99501))
        .isTrue();
    assertThat(Arrays.stream(cosines).average().orElseThrow()).isCloseTo(0.991, offset(0.001));
  }
}
