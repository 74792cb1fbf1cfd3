package io.infera.infra.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * When each node could not answer because of what was done to it, by the clock of this machine,
 * which is also the broker's. Whoever is called silent at another time is called so unjustly.
 */
final class Downtimes {
  /**
   * A verdict's time is in the log's, which waits for outages: a fault that began up to so much
   * later than the verdict says may be what it is about.
   */
  private static final Duration LOG_BEHIND = Duration.ofSeconds(30);

  private final Duration attempt;
  private final Map<String, List<Downtime>> byNode = new HashMap<>();

  private record Downtime(Instant from, Instant until) {}

  /**
   * @param attempt how long an attempt may take
   */
  Downtimes(Duration attempt) {
    this.attempt = attempt;
  }

  void add(String nodeId, Instant from, Instant until) {
    byNode.computeIfAbsent(nodeId, unknown -> new ArrayList<>()).add(new Downtime(from, until));
  }

  /** Whether the node was hit while an attempt ran that a verdict of this time is about. */
  boolean excuse(String nodeId, Instant closedAt) {
    // Verdicts wait for an audit after the attempt.
    Instant begin = closedAt.minus(attempt.multipliedBy(2));
    Instant end = closedAt.plus(LOG_BEHIND);
    return byNode.getOrDefault(nodeId, List.of()).stream()
        .anyMatch(down -> down.from().isBefore(end) && down.until().isAfter(begin));
  }
}
