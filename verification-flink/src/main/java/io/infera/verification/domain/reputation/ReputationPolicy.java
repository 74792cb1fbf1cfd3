package io.infera.verification.domain.reputation;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/**
 * Every parameter of reputation and membership. All replays of a log must use the same policy.
 * Shares are in parts per million (ppm), evidence is in micro-units: 1,000,000 is one whole
 * observation.
 *
 * @param networkId bound into every signature
 * @param epoch length of an epoch, at least 1 s; epoch n begins at n times this after 1970
 * @param silence a node unheard for this long leaves
 * @param heartbeat how often a node is expected to be heard
 * @param backstopNodes nodeIds of the network's own nodes, lower case
 * @param retainPpm share of the evidence that survives an epoch with judged jobs (forgetting), 0 to
 *     1,000,000
 * @param creditRetainPpm the same for audits passed, of which there are few
 * @param weights what one outcome of each kind is worth
 * @param bounds thresholds of states and of the draw's weight
 * @param ejection the sequential test of faults
 * @param withholding the sequential test of silence
 * @param stakeRequired true when only nodes with the least stake on the chain are members
 */
public record ReputationPolicy(
    String networkId,
    Duration epoch,
    Duration silence,
    Duration heartbeat,
    Set<String> backstopNodes,
    int retainPpm,
    int creditRetainPpm,
    EvidenceWeights weights,
    StandingBounds bounds,
    EjectionTest ejection,
    WithholdingTest withholding,
    boolean stakeRequired) {
  /** Without stakes. */
  public ReputationPolicy(
      String networkId,
      Duration epoch,
      Duration silence,
      Duration heartbeat,
      Set<String> backstopNodes,
      int retainPpm,
      int creditRetainPpm,
      EvidenceWeights weights,
      StandingBounds bounds,
      EjectionTest ejection,
      WithholdingTest withholding) {
    this(
        networkId,
        epoch,
        silence,
        heartbeat,
        backstopNodes,
        retainPpm,
        creditRetainPpm,
        weights,
        bounds,
        ejection,
        withholding,
        false);
  }

  public ReputationPolicy {
    Objects.requireNonNull(networkId, "networkId");
    Objects.requireNonNull(weights, "weights");
    Objects.requireNonNull(bounds, "bounds");
    Objects.requireNonNull(ejection, "ejection");
    Objects.requireNonNull(withholding, "withholding");
    backstopNodes = Set.copyOf(backstopNodes);
    if (epoch.toMillis() < 1000) {
      throw new IllegalArgumentException("expected an epoch of at least 1 s, found " + epoch);
    }
    if (heartbeat.toMillis() < 1 || silence.compareTo(heartbeat) <= 0) {
      throw new IllegalArgumentException(
          "expected a silence longer than a heartbeat, found " + silence + " and " + heartbeat);
    }
    Ppm.check("retainPpm", retainPpm);
    Ppm.check("creditRetainPpm", creditRetainPpm);
  }

  /**
   * Silence 10 s, a heartbeat a second, 2 % forgotten an epoch (0.2 % of audits), the defaults of
   * the parts.
   */
  public static ReputationPolicy withDefaults(
      String networkId, Duration epoch, Set<String> backstopNodes) {
    return new ReputationPolicy(
        networkId,
        epoch,
        Duration.ofSeconds(10),
        Duration.ofSeconds(1),
        backstopNodes,
        980_000,
        998_000,
        EvidenceWeights.DEFAULTS,
        StandingBounds.DEFAULTS,
        EjectionTest.DEFAULTS,
        WithholdingTest.DEFAULTS);
  }
}
