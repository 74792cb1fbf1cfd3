package io.infera.infra.bench;

import io.infera.event.AnswerStatus;
import io.infera.ingest.domain.Latencies;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of some load.
 *
 * @param byStatus answers by status, and requests without one under {@link #NO_ANSWER}
 * @param seconds from the first request to the last answer
 * @param latencies from when each was meant to be sent
 */
record LoadResult(Map<String, Integer> byStatus, double seconds, Latencies latencies) {
  static final String NO_ANSWER = "NO_ANSWER";

  LoadResult {
    byStatus = Map.copyOf(byStatus);
  }

  /** How many were asked. */
  int asked() {
    return byStatus.values().stream().mapToInt(Integer::intValue).sum();
  }

  int verified() {
    return byStatus.getOrDefault(AnswerStatus.VERIFIED.name(), 0);
  }

  double verifiedPerSecond() {
    return verified() / seconds;
  }

  /** The counts of several loads together. */
  static Map<String, Integer> statuses(Iterable<LoadResult> results) {
    var sum = new TreeMap<String, Integer>();
    for (LoadResult result : results) {
      result.byStatus.forEach((status, count) -> sum.merge(status, count, Integer::sum));
    }
    return sum;
  }
}
