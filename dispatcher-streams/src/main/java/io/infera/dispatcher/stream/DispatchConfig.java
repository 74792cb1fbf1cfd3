package io.infera.dispatcher.stream;

import java.time.Duration;

/**
 * The numbers of the topology.
 *
 * @param application name of this application, in dead letters
 * @param partitions partitions of infera.requests, and so of assignments and escalations
 * @param stores where state lives
 * @param tick how often waiting and forgotten requests are looked at
 * @param auditGrace how long after its deadline a request's body is kept, for audits
 * @param idMemory how long the id of a request without a policy is remembered
 */
public record DispatchConfig(
    String application,
    int partitions,
    StoreKind stores,
    Duration tick,
    Duration auditGrace,
    Duration idMemory) {

  public DispatchConfig {
    if (partitions < 1) {
      throw new IllegalArgumentException("expected at least one partition, found " + partitions);
    }
    if (tick.toMillis() < 1) {
      throw new IllegalArgumentException("expected a tick of at least 1ms, found " + tick);
    }
  }
}
