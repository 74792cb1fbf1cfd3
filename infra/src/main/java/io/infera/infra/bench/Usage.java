package io.infera.infra.bench;

import java.util.Map;
import java.util.TreeMap;

/**
 * What each part has used up to some moment, in any unit; the difference of two moments is what it
 * used between them.
 *
 * @param byPart by name of the part
 */
record Usage(Map<String, Double> byPart) {
  Usage {
    byPart = Map.copyOf(byPart);
  }

  static Usage none() {
    return new Usage(Map.of());
  }

  /** What was used since then; a part that was not there then counts from nothing. */
  Usage since(Usage earlier) {
    var used = new TreeMap<String, Double>();
    byPart.forEach(
        (part, amount) -> used.put(part, amount - earlier.byPart.getOrDefault(part, 0.0)));
    return new Usage(used);
  }

  /** Both together. */
  Usage plus(Usage other) {
    var sum = new TreeMap<>(byPart);
    other.byPart.forEach((part, amount) -> sum.merge(part, amount, Double::sum));
    return new Usage(sum);
  }

  /**
   * Each part's share of one request, by name.
   *
   * @param requests at least 1
   * @param unit what one is counted as, for instance a million for microseconds out of seconds
   */
  Map<String, Double> perRequest(long requests, double unit) {
    if (requests < 1) {
      throw new IllegalArgumentException("expected at least one request, found " + requests);
    }
    var shares = new TreeMap<String, Double>();
    byPart.forEach((part, amount) -> shares.put(part, amount * unit / requests));
    return shares;
  }
}
