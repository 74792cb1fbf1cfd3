package io.infera.verification.domain.judge;

import io.infera.event.BatchProof;
import io.infera.event.Digest;
import io.infera.event.InferenceOutput;
import io.infera.event.VectorEncoding;
import io.infera.schemas.canonical.Vectors;
import io.infera.verification.domain.StateInput;
import io.infera.verification.domain.StateOutput;
import java.nio.ByteBuffer;

/**
 * What one node drawn has answered, looked into.
 *
 * @param time of the result in its log, milliseconds since 1970
 * @param latencyMs from the disposition to the result
 * @param fitness whether it can be judged
 * @param inputTokens that the node claims to have read, at least 0
 * @param outputTokens that it claims to have written, at least 0
 * @param text generated, null for none
 * @param vector null unless admissible
 * @param norm length of the vector; 0 unless admissible
 */
record Reply(
    String nodeId,
    int attempt,
    long time,
    long latencyMs,
    Fitness fitness,
    Digest leaf,
    BatchProof proof,
    int inputTokens,
    int outputTokens,
    String text,
    float[] vector,
    double norm) {

  /** Whether a result can be judged, and why not. */
  enum Fitness {
    ADMISSIBLE,
    FAILED,
    WRONG_MODEL,
    WRONG_DIMENSION,
    NOT_FINITE,
    BAD_NORM
  }

  boolean admissible() {
    return fitness == Fitness.ADMISSIBLE;
  }

  int tokens() {
    return (int) Math.min(Integer.MAX_VALUE, (long) inputTokens + outputTokens);
  }

  /** The output as the node gave it, bit by bit; of an admissible reply. */
  InferenceOutput output() {
    return new InferenceOutput(
        ByteBuffer.wrap(Vectors.encode(vector)),
        VectorEncoding.FLOAT32,
        vector.length,
        text,
        inputTokens,
        outputTokens);
  }

  void write(StateOutput out) {
    out.text(nodeId).int32(attempt).int64(time).int64(latencyMs).name(fitness);
    out.digest(leaf).proof(proof).int32(inputTokens).int32(outputTokens).text(text);
    out.blob(vector == null ? null : Vectors.encode(vector));
  }

  static Reply read(StateInput in) {
    String nodeId = in.text();
    int attempt = in.int32();
    long time = in.int64();
    long latencyMs = in.int64();
    Fitness fitness = in.name(Fitness.class);
    Digest leaf = in.digest();
    BatchProof proof = in.proof();
    int inputTokens = in.int32();
    int outputTokens = in.int32();
    String text = in.text();
    float[] vector = vector(in.blob());
    double norm = vector == null ? 0 : Cosine.norm(vector);
    return new Reply(
        nodeId,
        attempt,
        time,
        latencyMs,
        fitness,
        leaf,
        proof,
        inputTokens,
        outputTokens,
        text,
        vector,
        norm);
  }

  private static float[] vector(byte[] bytes) {
    if (bytes == null) {
      return null;
    }
    return Vectors.decode(
        new InferenceOutput(
            ByteBuffer.wrap(bytes),
            VectorEncoding.FLOAT32,
            bytes.length / Float.BYTES,
            null,
            0,
            0));
  }
}
