package io.infera.infra.calibrate;

import io.infera.verification.domain.judge.Cosine;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Similarities as the judge computes them, one number per text. Pairs of one text are not
 * independent of each other, texts are: so of all pairs of a text the worst one counts, and what is
 * said of texts is at least as strict for pairs.
 */
final class Similarities {
  private Similarities() {}

  /** Of each text that of the two least similar replicas. */
  static double[] least(List<Replica> honest) {
    return perText(
        honest.get(0).vectors().length,
        text ->
            IntStream.range(1, honest.size())
                .boxed()
                .flatMapToDouble(
                    i ->
                        IntStream.range(0, i)
                            .mapToDouble(j -> similarity(honest.get(i), honest.get(j), text)))
                .min()
                .orElseThrow());
  }

  /** Of each text that of an impostor to the most similar honest replica. */
  static double[] nearest(Replica impostor, List<Replica> honest) {
    return perText(
        impostor.vectors().length,
        text ->
            honest.stream()
                .mapToDouble(each -> similarity(impostor, each, text))
                .max()
                .orElseThrow());
  }

  /** Of each text that of two replicas. */
  static double[] between(Replica one, Replica other) {
    return perText(one.vectors().length, text -> similarity(one, other, text));
  }

  private static double[] perText(int texts, java.util.function.IntToDoubleFunction similarity) {
    return DoubleStream.of(IntStream.range(0, texts).mapToDouble(similarity).toArray())
        .filter(value -> !Double.isNaN(value))
        .toArray();
  }

  private static double similarity(Replica one, Replica other, int text) {
    float[] left = one.vectors()[text];
    float[] right = other.vectors()[text];
    return Float.isNaN(left[0]) || Float.isNaN(right[0])
        ? Double.NaN
        : Cosine.similarity(left, right);
  }

  static double[] sorted(double[] similarities) {
    double[] sorted = similarities.clone();
    Arrays.sort(sorted);
    return sorted;
  }
}
