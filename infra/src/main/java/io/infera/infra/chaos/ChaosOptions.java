package io.infera.infra.chaos;

import java.time.Duration;
import java.util.Set;

/**
 * What to do to which network.
 *
 * @param seed what faults and their times follow from
 * @param kills how many kills
 * @param requests how many requests at least
 * @param faults which kinds
 * @param modelId what is asked for
 * @param outage how long registry and EVM node are frozen
 * @param pause how long a node is frozen
 * @param settling how long all may take to be answered, settled and final after the last request
 */
record ChaosOptions(
    long seed,
    int kills,
    int requests,
    Set<FaultKind> faults,
    String modelId,
    Duration outage,
    Duration pause,
    Duration settling) {

  ChaosOptions {
    faults = Set.copyOf(faults);
    if (kills < 0 || requests < 1) {
      throw new IllegalArgumentException(
          "expected 0 or more kills and at least one request, found " + kills + " and " + requests);
    }
  }
}
