package io.infera.verification.domain.judge;

import io.infera.event.Digest;
import io.infera.event.InferenceOutput;
import io.infera.event.ReplicaResult;
import io.infera.schemas.canonical.Digests;
import io.infera.schemas.canonical.Vectors;
import io.infera.verification.domain.judge.Reply.Fitness;
import java.util.Optional;

/**
 * Whether a result can be judged. The order is the design's: key belongs to the partition ({@link
 * io.infera.verification.domain.Routing}, before a case is even looked up), assigned, signature,
 * duplicate, digests, model, dimension, finite, norm.
 *
 * <p>The first half decides whether the result is the drawn node's at all; what fails there is
 * ignored, because anyone could have written it. That holds for another request's digest, too: the
 * node's signature is on another request's content, and whoever can read it can put it under this
 * key. Only what fails in the second half is the node's own doing.
 */
final class Admissibility {
  /** Lengths beyond this range make a cosine meaningless in single precision. */
  static final double LEAST_NORM = 1e-6;

  static final double MOST_NORM = 1e6;

  private final String networkId;
  private final ResultSigner signer;

  Admissibility(String networkId, ResultSigner signer) {
    this.networkId = networkId;
    this.signer = signer;
  }

  /** The result as its node's claim; empty when the signature is not the node's. */
  Optional<Claim> signed(ReplicaResult result, long time) {
    Digest leaf = Digests.resultLeaf(networkId, result);
    return signer
        .signer(leaf, result.getProof())
        .filter(result.getNodeId()::equals)
        .map(address -> Claim.of(result, leaf, time));
  }

  /** Why a signed claim is not counted for the attempt; empty when it is. */
  static Optional<Ignored> refused(Claim claim, Draw draw, Panel panel, Terms terms) {
    if (!draw.nodes().contains(claim.nodeId())) {
      return Optional.of(Ignored.NOT_ASSIGNED);
    }
    if (claim.time() > draw.deadline()) {
      return Optional.of(Ignored.LATE);
    }
    if (panel.replyOf(claim.nodeId()) != null) {
      return Optional.of(Ignored.DUPLICATE);
    }
    if (!claim.requestDigest().equals(terms.requestDigest())) {
      return Optional.of(Ignored.OTHER_REQUEST);
    }
    return Optional.empty();
  }

  /** Looks into a claim that counts. */
  static Reply examine(Claim claim, Draw draw, Terms terms) {
    if (claim.failed()) {
      return reply(claim, draw, Fitness.FAILED, null, 0);
    }
    if (!claim.model().getModelId().equals(terms.modelId())
        || !claim.model().getModelDigest().equals(terms.modelDigest())
        || !claim.model().getCodeDigest().equals(terms.codeDigest())) {
      return reply(claim, draw, Fitness.WRONG_MODEL, null, 0);
    }
    Optional<float[]> decoded = vector(claim.output(), terms.dimension());
    if (decoded.isEmpty()) {
      return reply(claim, draw, Fitness.WRONG_DIMENSION, null, 0);
    }
    float[] vector = decoded.get();
    for (float component : vector) {
      if (!Float.isFinite(component)) {
        return reply(claim, draw, Fitness.NOT_FINITE, null, 0);
      }
    }
    double norm = Cosine.norm(vector);
    if (!(norm >= LEAST_NORM && norm <= MOST_NORM)) {
      return reply(claim, draw, Fitness.BAD_NORM, null, 0);
    }
    return reply(claim, draw, Fitness.ADMISSIBLE, vector, norm);
  }

  private static Optional<float[]> vector(InferenceOutput output, int dimension) {
    if (output == null || output.getDimension() != dimension) {
      return Optional.empty();
    }
    try {
      return Optional.of(Vectors.decode(output));
    } catch (IllegalArgumentException wrongLength) {
      return Optional.empty();
    }
  }

  private static Reply reply(Claim claim, Draw draw, Fitness fitness, float[] vector, double norm) {
    InferenceOutput output = claim.output();
    return new Reply(
        claim.nodeId(),
        claim.attempt(),
        claim.time(),
        Math.max(0, claim.time() - draw.time()),
        fitness,
        claim.leaf(),
        claim.proof(),
        output == null ? 0 : Math.max(0, output.getInputTokens()),
        output == null ? 0 : Math.max(0, output.getOutputTokens()),
        vector == null ? null : output.getText(),
        vector,
        norm);
  }
}
