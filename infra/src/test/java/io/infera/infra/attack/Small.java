package io.infera.infra.attack;

import io.infera.infra.local.ModelPolicies;
import io.infera.infra.local.Repository;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Runs of 50 nodes and 2,000 requests with the policy that is shipped. */
final class Small {
  static final int NODES = 50;
  static final int REQUESTS = 2_000;

  private static final Map<String, Report> PLAYED = new ConcurrentHashMap<>();

  private Small() {}

  /** With seed 1; played once for all tests. */
  static Report run(String scenario, double fraction) {
    return PLAYED.computeIfAbsent(scenario + fraction, key -> play(scenario, fraction, 1));
  }

  /** Played anew. */
  static Report play(String scenario, double fraction, long seed) {
    return Simulation.run(
        Scenarios.named(scenario).orElseThrow(), setting(NODES, fraction, REQUESTS, seed));
  }

  /** Twenty-five minutes of the same network. */
  static Setting longer(double fraction) {
    return setting(NODES, fraction, 4 * REQUESTS, 1);
  }

  static Setting setting(int nodes, double fraction, int requests, long seed) {
    return new Setting(
        nodes,
        fraction,
        requests,
        seed,
        ModelPolicies.read(Repository.find().models().resolve("all-minilm-l6-v2.json")),
        Pace.DEFAULT,
        calibrated());
  }

  static Calibrated calibrated() {
    return Calibrated.read(Repository.find().calibrations().resolve("all-minilm-l6-v2.json"));
  }
}
