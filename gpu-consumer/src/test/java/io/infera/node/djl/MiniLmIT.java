package io.infera.node.djl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import io.infera.event.InferenceInput;
import io.infera.node.bench.SampleTexts;
import io.infera.node.domain.Outcome;
import io.infera.schemas.canonical.Vectors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The prepared model against the file it was made from, and against its int8 sibling. */
class MiniLmIT {
  private static final List<String> TEXTS = SampleTexts.of(200, 7);

  private static MiniLmEngine engine;
  private static MiniLmTokenizer tokenizer;

  @BeforeAll
  static void load() {
    engine = MiniLmEngine.load(Path.of("target", "model"), DeviceChoice.CPU, 1);
    tokenizer = new MiniLmTokenizer();
  }

  @AfterAll
  static void close() {
    engine.close();
    tokenizer.close();
  }

  @Test
  void shouldEqualTheOnnxOriginal() throws IOException, OrtException {
    assertThat(against("/all-minilm-l6-v2.onnx").getMin()).isGreaterThanOrEqualTo(0.99999);
  }

  @Test
  void shouldTellTheQuantizedSiblingApart() throws IOException, OrtException {
    assertThat(against("/all-minilm-l6-v2-q.onnx").getMax()).isLessThan(0.999);
  }

  @Test
  void shouldNotDependOnTheBatch() {
    List<float[]> alone = TEXTS.stream().map(text -> embed(List.of(text)).get(0)).toList();
    List<float[]> together = new ArrayList<>();
    for (int start = 0; start < TEXTS.size(); start += 16) {
      together.addAll(embed(TEXTS.subList(start, Math.min(TEXTS.size(), start + 16))));
    }
    double least =
        IntStream.range(0, TEXTS.size())
            .mapToDouble(i -> cosine(toDoubles(alone.get(i)), toDoubles(together.get(i))))
            .min()
            .orElseThrow();
    assertThat(least).isGreaterThanOrEqualTo(0.999999);
  }

  @Test
  void shouldGiveVectorsOfUnitLength() {
    assertThat(embed(TEXTS))
        .allSatisfy(
            vector ->
                assertThat(Math.sqrt(dot(toDoubles(vector), toDoubles(vector))))
                    .isBetween(0.99999, 1.00001));
  }

  @Test
  void shouldCutLongTextsAndAcceptEmptyOnes() {
    List<Outcome> outcomes =
        engine.run(List.of(new InferenceInput("word ".repeat(5000)), new InferenceInput("")));

    assertThat(outcomes)
        .extracting(outcome -> ((Outcome.Success) outcome).output().getInputTokens())
        .containsExactly(MiniLmTokenizer.MAX_TOKENS, 2);
  }

  @Test
  void shouldFailAnInputWithoutTextAlone() {
    List<Outcome> outcomes =
        engine.run(List.of(new InferenceInput("a"), new InferenceInput((String) null)));

    assertThat(outcomes.get(0)).isInstanceOf(Outcome.Success.class);
    assertThat(outcomes.get(1))
        .isEqualTo(new Outcome.Failure("all-minilm-l6-v2 needs a text, and there is none"));
  }

  private static DoubleSummaryStatistics against(String onnx) throws IOException, OrtException {
    List<float[]> ours = embed(TEXTS);
    DoubleSummaryStatistics cosines = new DoubleSummaryStatistics();
    try (var reference = new OnnxReference(onnx)) {
      for (int i = 0; i < TEXTS.size(); i++) {
        double[] theirs = reference.embed(tokenizer.encode(TEXTS.get(i)));
        cosines.accept(cosine(toDoubles(ours.get(i)), theirs));
      }
    }
    return cosines;
  }

  private static List<float[]> embed(List<String> texts) {
    return engine.run(texts.stream().map(InferenceInput::new).toList()).stream()
        .map(outcome -> Vectors.decode(((Outcome.Success) outcome).output()))
        .toList();
  }

  private static double[] toDoubles(float[] vector) {
    return IntStream.range(0, vector.length).mapToDouble(i -> vector[i]).toArray();
  }

  private static double cosine(double[] a, double[] b) {
    return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  }

  private static double dot(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
  }
}
