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

  /** What was used since then; a part that was not there then counts from nothing. */
  Usage since(Usage earlier) {
    var used = new TreeMap<String, Double>();
    byPart.forEach(
        (part, amount) -> used.put(part, amount - earlier.byPart.getOrDefault(part, 0.0)));
    return new Usage(used);
  }

  /**
   * Each part's share of one request, by name.
   *
   * @param requests at least 1
   */
  Map<String, Double> perRequest(long requests) {
    if (requests < 1) {
      throw new IllegalArgumentException("expected at least one request, found " + requests);
    }
    var shares = new TreeMap<String, Double>();
    byPart.forEach((part, amount) -> shares.put(part, amount / requests));
    return shares;
  }
}
