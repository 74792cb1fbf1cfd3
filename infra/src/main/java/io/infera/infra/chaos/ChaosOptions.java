package io.infera.infra.chaos;

import java.time.Duration;
import java.util.Set;

/**
 * What to do to which network.
 *
 * @param seed what faults and their times follow from
 * @param kills how many kills
 * @param requests how many requests at least
 * @param perSecond how many requests are sent a second, at most
 * @param faults which kinds
 * @param modelId what is asked for
 * @param attempt how long an attempt at a request may take
 * @param outage how long registry and EVM node are frozen
 * @param pause how long a node is frozen
 * @param settling how long all may take to be answered, settled and final after the last request
 */
record ChaosOptions(
    long seed,
    int kills,
    int requests,
    int perSecond,
    Set<FaultKind> faults,
    String modelId,
    Duration attempt,
    Duration outage,
    Duration pause,
    Duration settling) {

  ChaosOptions {
    faults = Set.copyOf(faults);
    if (kills < 0 || requests < 1 || perSecond < 1) {
      throw new IllegalArgumentException(
          "expected 0 or more kills, at least one request and one a second, found %d, %d and %d"
              .formatted(kills, requests, perSecond));
    }
  }
}
