package io.infera.infra.calibrate;

import io.infera.infra.demo.DemoTexts;
import io.infera.schemas.canonical.CanonicalHash;
import io.infera.schemas.canonical.Hex;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Texts to calibrate with: pieces of the texts that ship, of 2 to 120 words, short ones as often as
 * long ones (the logarithm of the length is evenly spread), no two alike.
 *
 * @param seed that all of it follows from
 * @param texts in the order in which they are run
 */
record TextSet(long seed, List<String> texts) {
  private static final int FEWEST_WORDS = 2;
  private static final double MOST_TIMES_FEWEST = 60;

  TextSet {
    texts = List.copyOf(texts);
  }

  static TextSet of(int count, long seed) {
    String[] words = String.join(" ", DemoTexts.all()).split("\\s+");
    SplittableRandom random = new SplittableRandom(seed);
    Set<String> texts = new LinkedHashSet<>();
    while (texts.size() < count) {
      int length = (int) (FEWEST_WORDS * StrictMath.pow(MOST_TIMES_FEWEST, random.nextDouble()));
      int start = random.nextInt(words.length - length);
      texts.add(String.join(" ", List.of(words).subList(start, start + length)));
    }
    return new TextSet(seed, List.copyOf(texts));
  }

  int size() {
    return texts.size();
  }

  /** SHA-256 of all of them, in hexadecimal. */
  String digest() {
    CanonicalHash hash = CanonicalHash.of("infera/texts/v1");
    texts.forEach(hash::string);
    return Hex.of(hash.finish());
  }
}
