package io.infera.infra.attack;

import java.time.Duration;

/**
 * How fast a network goes.
 *
 * @param epoch length of a reputation epoch
 * @param millisBetweenRequests of all requests divided by the nodes: how often a request comes in
 *     for every node
 * @param leastLatency of an answer, milliseconds
 * @param meanWait that comes on top, exponentially distributed, milliseconds
 * @param backstops nodes of the network's own
 */
record Pace(
    Duration epoch,
    double millisBetweenRequests,
    long leastLatency,
    double meanWait,
    int backstops) {
  /** A tenth of a request a second for every node, so some 18 jobs in an epoch of a minute. */
  static final Pace DEFAULT = new Pace(Duration.ofSeconds(60), 10_000, 50, 80, 3);

  Pace {
    if (!(millisBetweenRequests > 0) || leastLatency < 0 || !(meanWait >= 0) || backstops < 1) {
      throw new IllegalArgumentException(
          "expected requests at some distance, latencies of at least 0 and a backstop node, found "
              + millisBetweenRequests
              + ", "
              + leastLatency
              + ", "
              + meanWait
              + ", "
              + backstops);
    }
  }

  /** Three life signs an epoch: they are signed and checked for real, so as few as will do. */
  Duration heartbeat() {
    return epoch.dividedBy(3);
  }

  /** Who is unheard for this long is gone. */
  Duration silence() {
    return epoch.dividedBy(2);
  }
}
