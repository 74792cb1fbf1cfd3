package io.infera.verification.domain.reputation;

/**
 * When a node changes its state, and what it weighs in the draw.
 *
 * @param credibilityPpm probability that accuracy lies below its published bound, 1 to 500,000 ppm
 * @param activeJobs jobs in agreement that a node needs to leave PROBATION
 * @param activeAccuracyPpm accuracy bound that it needs, too
 * @param probationInFlight largest number of jobs in flight in PROBATION; 0 for no bound
 * @param suspensionEpochs epochs out of the draw after the first suspension; each later one lasts
 *     twice as long, up to 64 times
 * @param weightScale weight of a node of full standing and no measured capacity
 * @param capacityTokensPerSecond verified tokens per second at which measured capacity adds half of
 *     that again; capacity never more than doubles a weight
 * @param weightStepPpm a weight that changes by less is not announced
 */
public record StandingBounds(
    int credibilityPpm,
    int activeJobs,
    int activeAccuracyPpm,
    int probationInFlight,
    int suspensionEpochs,
    int weightScale,
    int capacityTokensPerSecond,
    int weightStepPpm) {
  public static final StandingBounds DEFAULTS =
      new StandingBounds(50_000, 20, 500_000, 16, 12, 1_000_000, 10_000, 50_000);

  public StandingBounds {
    Ppm.check("credibilityPpm", credibilityPpm);
    Ppm.check("activeAccuracyPpm", activeAccuracyPpm);
    Ppm.check("weightStepPpm", weightStepPpm);
    if (credibilityPpm < 1 || credibilityPpm > 500_000) {
      throw new IllegalArgumentException(
          "expected credibilityPpm from 1 to 500000, found " + credibilityPpm);
    }
    if (activeJobs < 0 || probationInFlight < 0) {
      throw new IllegalArgumentException("expected activeJobs and probationInFlight of at least 0");
    }
    if (suspensionEpochs < 1 || weightScale < 1 || capacityTokensPerSecond < 1) {
      throw new IllegalArgumentException(
          "expected suspensionEpochs, weightScale and capacityTokensPerSecond of at least 1");
    }
  }
}
