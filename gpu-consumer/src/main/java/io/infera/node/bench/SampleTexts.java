package io.infera.node.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Texts to measure and compare with, of the lengths that requests have: most of a sentence or two,
 * some of a paragraph, a few longer than the model reads. Written for this purpose; the same seed
 * gives the same texts.
 */
public final class SampleTexts {
  private static final double STOP = 0.55;
  private static final int MOST_SENTENCES = 40;

  private SampleTexts() {}

  /** Texts of one to forty sentences. */
  public static List<String> of(int count, long seed) {
    List<String> sentences = sentences();
    Random random = new Random(seed);
    return IntStream.range(0, count).mapToObj(i -> text(sentences, random)).toList();
  }

  private static String text(List<String> sentences, Random random) {
    int length = 1;
    double stop = random.nextInt(10) == 0 ? STOP / 10 : STOP;
    while (length < MOST_SENTENCES && random.nextDouble() > stop) {
      length++;
    }
    return IntStream.range(0, length)
        .mapToObj(i -> sentences.get(random.nextInt(sentences.size())))
        .collect(Collectors.joining(" "));
  }

  private static List<String> sentences() {
    try (var reader =
        new BufferedReader(
            new InputStreamReader(
                SampleTexts.class.getResourceAsStream("sentences.txt"), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
