package io.infera.node.domain;

import io.infera.event.BatchProof;
import io.infera.event.Digest;
import io.infera.event.ReplicaJob;
import io.infera.event.ReplicaResult;
import io.infera.event.ResultStatus;
import io.infera.event.ServedModel;
import io.infera.event.Signature;
import io.infera.schemas.canonical.Digests;
import io.infera.schemas.identity.BatchSigner;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes signed results of a batch's outcomes: one signature over the root of the batch's Merkle
 * tree, so that neither node nor verifier pays for more than one however large the batch is.
 */
public final class ResultAssembler {
  private static final BatchProof UNSIGNED =
      new BatchProof(new Digest(new byte[32]), 0, 1, List.of(), new Signature(new byte[65]));

  private final String networkId;
  private final String nodeId;
  private final ServedModel served;
  private final BatchSigner signer;

  /**
   * @param served what the node attests, which every result repeats
   */
  public ResultAssembler(String networkId, String nodeId, ServedModel served, BatchSigner signer) {
    this.networkId = networkId;
    this.nodeId = nodeId;
    this.served = served;
    this.signer = signer;
  }

  /**
   * One signed result per job, in order.
   *
   * @param startedNanos when the computation began, by the clock that took the jobs
   * @param endedNanos when it ended
   */
  public List<ReplicaResult> assemble(
      List<TakenJob> jobs, List<Outcome> outcomes, long startedNanos, long endedNanos) {
    List<ReplicaResult.Builder> results = new ArrayList<>(jobs.size());
    for (int i = 0; i < jobs.size(); i++) {
      TakenJob taken = jobs.get(i);
      results.add(
          result(taken.job(), outcomes.get(i))
              .setQueuedMicros((startedNanos - taken.takenNanos()) / 1000)
              .setComputeMicros((endedNanos - startedNanos) / 1000)
              .setBatchSize(jobs.size())
              .setProof(UNSIGNED));
    }
    return signed(results);
  }

  /** Each result is built twice, which costs less than to copy it with another proof. */
  private List<ReplicaResult> signed(List<ReplicaResult.Builder> results) {
    List<BatchProof> proofs =
        signer.sign(
            results.stream().map(result -> Digests.resultLeaf(networkId, result.build())).toList());
    List<ReplicaResult> signed = new ArrayList<>(results.size());
    for (int i = 0; i < results.size(); i++) {
      signed.add(results.get(i).setProof(proofs.get(i)).build());
    }
    return signed;
  }

  private ReplicaResult.Builder result(ReplicaJob job, Outcome outcome) {
    var result =
        ReplicaResult.newBuilder()
            .setRequester(job.getRequester())
            .setRequestId(job.getRequestId())
            .setAttempt(job.getAttempt())
            .setNodeId(nodeId)
            .setRequestDigest(job.getRequestDigest())
            .setModel(served);
    if (outcome instanceof Outcome.Success success) {
      return result.setStatus(ResultStatus.OK).setOutput(success.output());
    }
    return result.setStatus(ResultStatus.FAILED).setError(((Outcome.Failure) outcome).error());
  }
}
