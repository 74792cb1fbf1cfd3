package io.infera.infra.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.infra.calibrate.Spread;
import io.infera.verification.domain.judge.Cosine;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class EmbeddingsTest {
  private static final long MANY = 2_000;

  private final Embeddings embeddings = new Embeddings(1, Small.calibrated());

  @Test
  void shouldMakeHonestAnswersAlike() {
    assertThat(LongStream.range(0, MANY))
        .allSatisfy(
            request ->
                assertThat(
                        Cosine.similarity(
                            embeddings.honest(request, 1), embeddings.honest(request, 2)))
                    .isGreaterThan(0.999999));
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

  /** As many below the median that was measured as above it, and none beyond the extremes. */
  @Test
  void shouldGiveASiblingTheCosinesThatWereMeasured() {
    Spread measured = Small.calibrated().of("int8");
    double[] cosines =
        LongStream.range(0, MANY)
            .mapToDouble(
                request ->
                    Cosine.similarity(
                        embeddings.impostor(request, "int8"), embeddings.truth(request)))
            .toArray();

    assertThat(Arrays.stream(cosines))
        .allMatch(cosine -> cosine > measured.least() - 1e-6 && cosine < measured.most() + 1e-6);
    assertThat(Arrays.stream(cosines).filter(cosine -> cosine < measured.p50()).count())
        .isBetween(MANY * 45 / 100, MANY * 55 / 100);
  }

  @Test
  void shouldLetAllCopiesOfAnImpostorAgree() {
    assertThat(embeddings.impostor(7, "int8")).isEqualTo(embeddings.impostor(7, "int8"));
    assertThat(embeddings.impostor(7, "int8")).isNotEqualTo(embeddings.impostor(8, "int8"));
  }
}
