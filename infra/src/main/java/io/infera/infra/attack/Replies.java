package io.infera.infra.attack;

import io.infera.event.BatchProof;
import io.infera.event.Digest;
import io.infera.event.Disposition;
import io.infera.event.InferenceOutput;
import io.infera.event.ModelPolicy;
import io.infera.event.ReplicaResult;
import io.infera.event.ResultStatus;
import io.infera.event.ServedModel;
import io.infera.event.VectorEncoding;
import io.infera.schemas.canonical.Digests;
import io.infera.schemas.canonical.Vectors;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Writes results as nodes do, and as those do who would pass for others. */
final class Replies {
  private final Keys keys;
  private final int tokens;
  private final Map<Integer, ReplicaResult> last = new HashMap<>();

  Replies(Keys keys, int tokens) {
    this.keys = keys;
    this.tokens = tokens;
  }

  /** A node's own result, properly signed. */
  ReplicaResult result(Disposition job, Member node, float[] vector) {
    ReplicaResult result = written(job, node, node, vector);
    last.put(node.number, result);
    return result;
  }

  /** A result in a node's name with the signature of another. */
  ReplicaResult forged(Disposition job, Member victim, Member forger, float[] vector) {
    return written(job, victim, forger, vector);
  }

  /**
   * The last result of a node as it stands in the log, properly signed, put under this request;
   * empty while the node has not answered anything.
   */
  Optional<ReplicaResult> replayed(Disposition job, Member victim) {
    return Optional.ofNullable(last.get(victim.number))
        .map(
            old ->
                new ReplicaResult(
                    job.getRequester(),
                    job.getRequestId(),
                    old.getAttempt(),
                    old.getNodeId(),
                    old.getRequestDigest(),
                    old.getModel(),
                    old.getStatus(),
                    old.getOutput(),
                    old.getError(),
                    old.getQueuedMicros(),
                    old.getComputeMicros(),
                    old.getBatchSize(),
                    old.getProof()));
  }

  private ReplicaResult written(Disposition job, Member node, Member signer, float[] vector) {
    ModelPolicy policy = job.getPolicy();
    var model =
        new ServedModel(policy.getModelId(), policy.getModelDigest(), policy.getCodeDigest());
    var output =
        new InferenceOutput(
            ByteBuffer.wrap(Vectors.encode(vector)),
            VectorEncoding.FLOAT32,
            vector.length,
            null,
            tokens,
            0);
    Digest leaf = Digests.resultLeaf(Simulation.NETWORK, filled(job, node, model, output, null));
    return filled(job, node, model, output, keys.sign(signer.number, leaf));
  }

  private static ReplicaResult filled(
      Disposition job, Member node, ServedModel model, InferenceOutput output, BatchProof proof) {
    return new ReplicaResult(
        job.getRequester(),
        job.getRequestId(),
        job.getAttempt(),
        node.address(),
        job.getRequestDigest(),
        model,
        ResultStatus.OK,
        output,
        "",
        0L,
        0L,
        1,
        proof);
  }
}
