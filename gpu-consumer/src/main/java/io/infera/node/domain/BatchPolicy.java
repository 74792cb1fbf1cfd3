package io.infera.node.domain;

import java.time.Duration;

/**
 * When a batch is complete: at its largest size, or when its oldest job has waited long enough.
 *
 * @param maxSize jobs that are run together, at least 1
 * @param maxWait how long a job may wait for company; zero for not at all
 */
public record BatchPolicy(int maxSize, Duration maxWait) {
  public BatchPolicy {
    if (maxSize < 1) {
      throw new IllegalArgumentException("A batch holds at least 1 job, not " + maxSize);
    }
    if (maxWait.isNegative()) {
      throw new IllegalArgumentException("A job cannot wait for " + maxWait);
    }
  }

  /** Nanoseconds for which a batch of this size may still wait; 0 or less when it is complete. */
  public long remainingNanos(int size, long oldestNanos, long nowNanos) {
    return size >= maxSize ? 0 : maxWait.toNanos() - (nowNanos - oldestNanos);
  }
}
