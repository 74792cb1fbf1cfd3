package io.infera.infra.bench;

import io.infera.infra.local.Jvm;
import io.infera.infra.local.NodeSpec;
import io.infera.infra.local.Repository;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What is measured.
 *
 * @param nodes stub nodes, at least 3
 * @param requests in each repetition, at least 1
 * @param repetitions measured, at least 1
 * @param warmUp what goes before, not measured
 * @param inFlight most requests open at once in the closed loop
 * @param rate of the open loop, requests a second; empty for half of what the closed loop reached
 * @param crowd true when all nodes share a process, false when each is one
 * @param held requests that are open all the while besides, and answered at the end; with a crowd
 * @param partitions of each topic keyed by request
 * @param parallelism of verification
 */
record BenchPlan(
    int nodes,
    int requests,
    int repetitions,
    WarmUp warmUp,
    int inFlight,
    OptionalDouble rate,
    boolean crowd,
    int held,
    int partitions,
    int parallelism) {
  /** So many open requests need more room than a network usually has. */
  private static final int MANY = 100_000;

  /** A thousand heartbeats a second would be what is measured. */
  private static final String CROWD_HEARTBEAT = "3s";

  BenchPlan {
    atLeast("--nodes", nodes, 3);
    atLeast("--requests", requests, 1);
    atLeast("--repetitions", repetitions, 1);
    atLeast("--in-flight", inFlight, 1);
    atLeast("--partitions", partitions, 1);
    atLeast("--parallelism", parallelism, 1);
    if (held > 0 && !crowd) {
      throw new IllegalArgumentException("expected requests to be held by a crowd alone");
    }
    if (rate.isPresent() && !(rate.getAsDouble() > 0)) {
      throw new IllegalArgumentException(
          "--rate should be above 0 requests a second, found " + rate.getAsDouble());
    }
  }

  /** Each node a process, nothing held, one partition and one subtask. */
  static BenchPlan of(
      int nodes, int requests, int repetitions, WarmUp warmUp, int inFlight, OptionalDouble rate) {
    return new BenchPlan(nodes, requests, repetitions, warmUp, inFlight, rate, false, 0, 1, 1);
  }

  /** The same with so many nodes that share a process. */
  BenchPlan withCrowd(int members) {
    return new BenchPlan(
        members,
        requests,
        repetitions,
        warmUp,
        inFlight,
        rate,
        true,
        held,
        partitions,
        parallelism);
  }

  /** The same with a warm-up of at least so many requests. */
  BenchPlan warmedUpBy(int least) {
    return new BenchPlan(
        nodes,
        requests,
        repetitions,
        warmUp.atLeast(least),
        inFlight,
        rate,
        crowd,
        held,
        partitions,
        parallelism);
  }

  /** The same beside so many requests that are open all the while. */
  BenchPlan holding(int count) {
    return new BenchPlan(
        nodes,
        requests,
        repetitions,
        warmUp,
        inFlight,
        rate,
        crowd,
        count,
        partitions,
        parallelism);
  }

  /** The same with other numbers of partitions and subtasks. */
  BenchPlan split(int intoPartitions, int subtasks) {
    return new BenchPlan(
        nodes,
        requests,
        repetitions,
        warmUp,
        inFlight,
        rate,
        crowd,
        held,
        intoPartitions,
        subtasks);
  }

  /** Room for what is open. */
  Jvm.Tuning tuning() {
    return held > MANY ? Jvm.Tuning.LARGE : Jvm.Tuning.THROUGHPUT;
  }

  /**
   * The nodes.
   *
   * @param settings of each
   */
  List<NodeSpec> nodeSpecs(Repository repository, Map<String, String> settings) {
    if (!crowd) {
      return NodeSpec.usual(nodes, 0, settings);
    }
    var program =
        new NodeSpec.Program(List.of(repository.application("infra")), CrowdMain.class.getName());
    return List.of(
        new NodeSpec("crowd", false, settings)
            .with(Map.of("heartbeat.interval", CROWD_HEARTBEAT))
            .runBy(program)
            .in(Map.of(CrowdMain.SIZE, Integer.toString(nodes))));
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
