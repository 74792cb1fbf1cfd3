package io.infera.verification.domain.judge;

import io.infera.event.BatchProof;
import io.infera.event.Digest;
import io.infera.event.InferenceOutput;
import io.infera.event.ReplicaResult;
import io.infera.event.ResultStatus;
import io.infera.event.ServedModel;
import io.infera.event.VectorEncoding;
import io.infera.verification.domain.StateInput;
import io.infera.verification.domain.StateOutput;
import java.nio.ByteBuffer;

/**
 * A result that its node has signed, not yet looked into.
 *
 * @param time of the result in its log, milliseconds since 1970
 * @param output null when there is none
 */
record Claim(
    String nodeId,
    int attempt,
    long time,
    Digest requestDigest,
    ServedModel model,
    boolean failed,
    InferenceOutput output,
    Digest leaf,
    BatchProof proof) {

  static Claim of(ReplicaResult result, Digest leaf, long time) {
    return new Claim(
        result.getNodeId(),
        result.getAttempt(),
        time,
        result.getRequestDigest(),
        result.getModel(),
        result.getStatus() != ResultStatus.OK,
        result.getOutput(),
        leaf,
        result.getProof());
  }

  void write(StateOutput out) {
    out.text(nodeId).int32(attempt).int64(time).digest(requestDigest);
    out.text(model.getModelId()).digest(model.getModelDigest()).digest(model.getCodeDigest());
    out.bool(failed).optional(output, Claim::writeOutput).digest(leaf).proof(proof);
  }

  static Claim read(StateInput in) {
    return new Claim(
        in.text(),
        in.int32(),
        in.int64(),
        in.digest(),
        new ServedModel(in.text(), in.digest(), in.digest()),
        in.bool(),
        in.optional(Claim::readOutput),
        in.digest(),
        in.proof());
  }

  private static void writeOutput(StateOutput out, InferenceOutput output) {
    ByteBuffer vector = output.getVector().duplicate();
    var bytes = new byte[vector.remaining()];
    vector.get(bytes);
    out.blob(bytes).name(output.getEncoding()).int32(output.getDimension()).text(output.getText());
    out.int32(output.getInputTokens()).int32(output.getOutputTokens());
  }

  private static InferenceOutput readOutput(StateInput in) {
    return new InferenceOutput(
        ByteBuffer.wrap(in.blob()),
        in.name(VectorEncoding.class),
        in.int32(),
        in.text(),
        in.int32(),
        in.int32());
  }
}
