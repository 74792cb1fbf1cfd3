package io.infera.infra.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;

/** Real texts: entries of Ambrose Bierce's Devil's Dictionary, in the public domain. */
public final class DemoTexts {
  /** What is read. */
  public static final String SOURCE =
      "Ambrose Bierce, The Devil's Dictionary (1911), public domain";

  private DemoTexts() {}

  /** As many texts as wanted; past the last, they begin again with their round in front. */
  public static List<String> take(int count) {
    List<String> texts = all();
    return Stream.iterate(0, i -> i + 1)
        .limit(count)
        .map(
            i ->
                i < texts.size()
                    ? texts.get(i)
                    : (1 + i / texts.size()) + ". " + texts.get(i % texts.size()))
        .toList();
  }

  /** Every entry of the book. */
  public static List<String> all() {
    try (var in = DemoTexts.class.getResourceAsStream("/demo/devils-dictionary.txt");
        var reader = new BufferedReader(new InputStreamReader(in, UTF_8))) {
      return reader.lines().filter(line -> !line.isBlank()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
