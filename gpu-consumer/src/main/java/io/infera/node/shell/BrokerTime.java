package io.infera.node.shell;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * What time it is for the network: the broker's time of the node's last announcement, and what has
 * passed since by a clock that no one can set. The time of day of the node's own machine may be
 * hours off and decides nothing.
 */
public final class BrokerTime implements InstantSource {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final LongSupplier nanoTime;
  private volatile Heard last;

  private record Heard(long millis, long nanos) {}

  /**
   * @param nanoTime never set back, as {@link System#nanoTime}
   */
  public BrokerTime(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** The broker has appended something just now. */
  public void heard(long logAppendTime) {
    last = new Heard(logAppendTime, nanoTime.getAsLong());
  }

  /** The beginning of time until the broker was heard: nothing is too late then. */
  @Override
  public Instant instant() {
    Heard heard = last;
    return heard == null
        ? Instant.EPOCH
        : Instant.ofEpochMilli(
            heard.millis + (nanoTime.getAsLong() - heard.nanos) / NANOS_PER_MILLI);
  }
}
