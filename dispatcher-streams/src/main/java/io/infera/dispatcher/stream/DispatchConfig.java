package io.infera.dispatcher.stream;

import io.infera.dispatcher.domain.MemoryRules;
import java.time.Duration;

/**
 * The numbers of the topology.
 *
 * @param application name of this application, in dead letters
 * @param partitions partitions of infera.requests, and so of assignments and escalations
 * @param tick how often waiting and forgotten requests are looked at
 * @param memory how long requests are remembered
 */
public record DispatchConfig(
    String application, int partitions, Duration tick, MemoryRules memory) {

  public DispatchConfig {
    if (partitions < 1) {
      throw new IllegalArgumentException("expected at least one partition, found " + partitions);
    }
    if (tick.toMillis() < 1) {
      throw new IllegalArgumentException("expected a tick of at least 1ms, found " + tick);
    }
  }
}
