package io.infera.infra.bench;

import io.infera.infra.local.NodeSpec;
import io.infera.infra.local.Repository;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is measured.
 *
 * @param nodes stub nodes, at least 3
 * @param requests in each repetition, at least 1
 * @param repetitions measured, at least 1
 * @param warmUp requests before, not measured
 * @param inFlight most requests open at once in the closed loop
 * @param rate of the open loop, requests a second; empty for half of what the closed loop reached
 * @param crowd empty when each node is a process; otherwise all nodes share one, and hold every
 *     answer back this long
 * @param parallelism of verification
 */
record BenchPlan(
    int nodes,
    int requests,
    int repetitions,
    int warmUp,
    int inFlight,
    OptionalDouble rate,
    Optional<Duration> crowd,
    int parallelism) {
  /** The largest batch that a node signs with one signature. */
  private static final Map<String, String> NODE =
      Map.of("engine", "stub", "batch.size", "256", "queue.limit", "2048");

  /** A thousand heartbeats a second would be what is measured. */
  private static final String CROWD_HEARTBEAT = "3s";

  /**
   * Newcomers may have any number of jobs: there is no reputation to protect, and the bound would
   * be what is measured. A checkpoint on the heap writes every request of the last minutes, so one
   * a second is most of what verification does under load; with this, settlements come up to ten
   * seconds later, answers do not.
   */
  Map<String, Map<String, String>> settings() {
    return Map.of(
        "verification",
        Map.of(
            "reputation.probation.in.flight",
            "0",
            "checkpoint.interval",
            "10s",
            "parallelism",
            Integer.toString(parallelism)));
  }

  BenchPlan {
    atLeast("--nodes", nodes, 3);
    atLeast("--requests", requests, 1);
    atLeast("--repetitions", repetitions, 1);
    atLeast("--warm-up", warmUp, 0);
    atLeast("--in-flight", inFlight, 1);
    atLeast("--parallelism", parallelism, 1);
    if (rate.isPresent() && !(rate.getAsDouble() > 0)) {
      throw new IllegalArgumentException(
          "--rate should be above 0 requests a second, found " + rate.getAsDouble());
    }
  }

  List<NodeSpec> nodeSpecs(Repository repository) {
    if (crowd.isEmpty()) {
      return NodeSpec.usual(nodes, 0, NODE);
    }
    var program = new NodeSpec.Program(repository.application("infra"), CrowdMain.class.getName());
    return List.of(
        new NodeSpec("crowd", false, NODE)
            .with(
                Map.of(
                    "heartbeat.interval",
                    CROWD_HEARTBEAT,
                    "stub.service.time",
                    crowd.get().toMillis() + "ms"))
            .runBy(program)
            .in(Map.of(CrowdMain.SIZE, Integer.toString(nodes))));
  }

  /** Whether nodes need more time than the policy gives them. */
  boolean patient() {
    return crowd.filter(heldBack -> !heldBack.isZero()).isPresent();
  }

  /** The rate at which latency is measured. */
  double rateAfter(double verifiedPerSecond) {
    return rate.orElse(Math.max(1, verifiedPerSecond / 2));
  }

  private static void atLeast(String option, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          option + " should be at least " + least + ", found " + value);
    }
  }
}
