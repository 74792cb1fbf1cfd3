package io.infera.settlement.domain;

import java.time.Duration;

/**
 * When a batch is full.
 *
 * @param maxEvents most entries in a batch, at least 1
 * @param maxWait how long the first entry waits for others, 0 or more
 */
public record BatchPolicy(int maxEvents, Duration maxWait) {
  public BatchPolicy {
    if (maxEvents < 1) {
      throw new IllegalArgumentException("a batch holds at least 1 event, found " + maxEvents);
    }
    if (maxWait.isNegative()) {
      throw new IllegalArgumentException("a batch waits 0 or longer, found " + maxWait);
    }
  }
}
