package io.infera.infra.demo;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * What the demo saw. Counts come from the topics, read committed; latencies from the client that
 * asked.
 *
 * @param requests requests in the log
 * @param responses answers in the log, repetitions counted once
 * @param conflicting requests with answers that differ
 * @param byStatus answers by status
 * @param verified answers that are VERIFIED
 * @param settled requests with a settlement
 * @param settledTwice requests with more than one settlement
 * @param receiptsChecked settlements whose final receipt was checked against the chain
 * @param badReceipts what was wrong with others, a sentence each
 * @param latencyMs from sending a request to its answer, in milliseconds
 * @param batches batches anchored
 * @param gasPerVerdict gas of all anchoring transactions by verdict settled
 * @param residentMb memory of all processes, the launcher included, in MiB
 * @param startSeconds from the start of the first process until all were ready
 * @param loadSeconds from the first request to the last answer
 * @param replicasPerRequest nodes drawn by request, audits included
 * @param nodes each node
 * @param faults the evidence settled, in the order of the log
 * @param money what is whose on the chain at the end
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DemoReport(
    int requests,
    int responses,
    int conflicting,
    Map<String, Integer> byStatus,
    int verified,
    int settled,
    int settledTwice,
    int receiptsChecked,
    List<String> badReceipts,
    LatencyMs latencyMs,
    int batches,
    double gasPerVerdict,
    long residentMb,
    double startSeconds,
    double loadSeconds,
    double replicasPerRequest,
    List<NodeReport> nodes,
    List<Fault> faults,
    Money money) {

  /** Percentiles in milliseconds. */
  public record LatencyMs(double p50, double p99) {}
}
