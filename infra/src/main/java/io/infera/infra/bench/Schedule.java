package io.infera.infra.bench;

/**
 * When each request of an open loop is meant to be sent. Latency counts from then and not from when
 * it was sent: a network that stalls stalls its load too, and the requests that were never sent
 * meanwhile would be missing from the percentiles (coordinated omission).
 *
 * @param startNanos when the first is meant to be sent, on the clock of {@link System#nanoTime}
 * @param perSecond requests a second, above 0
 */
record Schedule(long startNanos, double perSecond) {
  private static final double NANOS = 1e9;
  private static final long NANOS_PER_MICRO = 1_000;

  Schedule {
    if (!(perSecond > 0)) {
      throw new IllegalArgumentException("expected a rate above 0, found " + perSecond);
    }
  }

  /** When the request with this number, from 0, is meant to be sent. */
  long intendedNanos(long index) {
    return startNanos + (long) (index / perSecond * NANOS);
  }

  /** Microseconds from when a request was meant to be sent until its answer came; at least 0. */
  long latencyMicros(long index, long answeredNanos) {
    return Math.max(0, (answeredNanos - intendedNanos(index)) / NANOS_PER_MICRO);
  }
}
