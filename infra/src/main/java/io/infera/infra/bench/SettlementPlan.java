package io.infera.infra.bench;

import java.util.OptionalDouble;

/**
 * How the sink is measured alone.
 *
 * @param settlements in each of the two measurements, at least 1
 * @param warmUp settlements before, not measured
 * @param rate of the second measurement, settlements a second; empty for half of what the first
 *     reached
 */
record SettlementPlan(int settlements, int warmUp, OptionalDouble rate) {
  SettlementPlan {
    if (settlements < 1 || warmUp < 0) {
      throw new IllegalArgumentException(
          "expected at least 1 settlement and a warm-up of 0 or more, found %d and %d"
              .formatted(settlements, warmUp));
    }
    if (rate.isPresent() && !(rate.getAsDouble() > 0)) {
      throw new IllegalArgumentException(
          "--rate should be above 0 settlements a second, found " + rate.getAsDouble());
    }
  }

  /** The rate at which latency is measured. */
  double rateAfter(double perSecond) {
    return rate.orElse(Math.max(1, perSecond / 2));
  }
}
