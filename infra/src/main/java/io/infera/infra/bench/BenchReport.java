package io.infera.infra.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.management.ManagementFactory;
import java.util.Map;

/**
 * What a network can do and what it costs.
 *
 * @param nodes how many
 * @param requests in each repetition
 * @param repetitions measured, warm-up apart
 * @param inFlight most requests open at once while the rate is measured
 * @param held requests that were open all the while besides
 * @param byStatus answers to all measured requests, and to those held
 * @param settled requests with a receipt of the chain at the end, warm-up included
 * @param asked requests in all, warm-up included
 * @param verifiedPerSecond median of the repetitions
 * @param verifiedPerSecondSpread how far apart they lie
 * @param latencyMs at a given rate
 * @param cpuMicrosPerRequest of all processes, over all repetitions
 * @param cpuMicrosPerRequestByProcess the same, by process, and what is the virtual machine's own
 *     share
 * @param bytesPerRequest in all topics, from the first repetition until all is settled
 * @param bytesPerRequestByTopic the same, by topic
 * @param peakMemoryMb largest resident memory, by process
 * @param load average number of runnable processes of the last minute, as the machine says
 */
record BenchReport(
    int nodes,
    int requests,
    int repetitions,
    int inFlight,
    int held,
    Map<String, Integer> byStatus,
    int settled,
    int asked,
    double verifiedPerSecond,
    Spread verifiedPerSecondSpread,
    LatencyMs latencyMs,
    double cpuMicrosPerRequest,
    Map<String, CpuUsage.Time> cpuMicrosPerRequestByProcess,
    double bytesPerRequest,
    Map<String, Double> bytesPerRequestByTopic,
    Map<String, Long> peakMemoryMb,
    LoadAverage load) {
  /** Fewest repetitions that say something about spread. */
  static final int FULL = 5;

  /**
   * Latency in milliseconds from when a request was meant to be sent to its answer.
   *
   * @param rate requests a second that were meant to be sent
   * @param requests how many
   */
  record LatencyMs(
      double rate, int requests, double p50, double p90, double p99, double p999, double max) {}

  /** Before and after; of the machine as a whole, this benchmark included. */
  record LoadAverage(double before, double after) {
    /** Of the last minute. */
    static double now() {
      return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }
  }

  /** True with enough repetitions to speak of spread. */
  @JsonProperty
  boolean full() {
    return repetitions >= FULL;
  }

  /** True when every request that was measured or held was verified, and every one settled. */
  @JsonProperty
  boolean complete() {
    return byStatus.keySet().equals(java.util.Set.of("VERIFIED")) && settled == asked;
  }
}
