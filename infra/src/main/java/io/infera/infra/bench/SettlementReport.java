package io.infera.infra.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;

/**
 * What the sink can do and what it costs, from the topic of settlements over archive and chain to
 * receipts, with a block a second.
 *
 * @param settlements in each measurement
 * @param asked settlements in all, warm-up included
 * @param settled of these, with a FINAL receipt at the end
 * @param withdrawn receipts of batches that were reorganised away
 * @param perSecond settlements a second from the first to the last PENDING receipt, when they are
 *     written as fast as they can be
 * @param untilPendingMs at a given rate, from when the broker has a settlement to its PENDING
 *     receipt; its transaction, up to 100 ms, is in it
 * @param untilFinalMs the same to its FINAL receipt
 * @param cpuMicrosPerSettlement by process, of the measurement at full speed, FINAL receipts
 *     included
 * @param bytesPerSettlement by topic, and of the archive
 * @param batches that were anchored, in all
 * @param gasPerSettlement that they used
 * @param peakMemoryMb largest resident memory, by process
 */
record SettlementReport(
    int settlements,
    int asked,
    int settled,
    int withdrawn,
    double perSecond,
    LatencyMs untilPendingMs,
    LatencyMs untilFinalMs,
    Map<String, CpuUsage.Time> cpuMicrosPerSettlement,
    Map<String, Double> bytesPerSettlement,
    int batches,
    double gasPerSettlement,
    Map<String, Long> peakMemoryMb,
    BenchReport.LoadAverage load) {
  /**
   * Milliseconds at a rate.
   *
   * @param rate settlements a second that were meant to be written
   */
  record LatencyMs(double rate, double p50, double p90, double p99, double max) {}

  /** True when every settlement is final. */
  @JsonProperty
  boolean complete() {
    return settled == asked;
  }
}
