package io.infera.verification.domain.judge;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.event.AttemptPurpose;
import io.infera.event.BatchProof;
import io.infera.event.Digest;
import io.infera.event.Disposition;
import io.infera.event.DispositionKind;
import io.infera.event.DrawEvidence;
import io.infera.event.DrawnNode;
import io.infera.event.InferenceOutput;
import io.infera.event.ModelPolicy;
import io.infera.event.NodeState;
import io.infera.event.ReplicaResult;
import io.infera.event.ResultStatus;
import io.infera.event.ServedModel;
import io.infera.event.Signature;
import io.infera.event.VectorEncoding;
import io.infera.schemas.canonical.CanonicalHash;
import io.infera.schemas.canonical.Digests;
import io.infera.schemas.canonical.Vectors;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Records for the judge's tests: short names, three nodes, thresholds 0.999 and 0.997, times in
 * milliseconds.
 */
final class Cases {
  static final String NETWORK = "test";
  static final int DIMENSION = 8;
  static final long DEADLINE = 10_000;
  static final JudgeRules RULES = JudgeRules.withDefaults(NETWORK, Duration.ofSeconds(5));

  /**
   * Cosines to {@link #right}: of a liar, of one between the thresholds, and of one that agrees.
   */
  static final double WRONG = 0.98;

  static final double BETWEEN = 0.998;
  static final double NEAR = 0.9995;

  private Cases() {}

  /**
   * Takes a proof for valid when its root is the leaf and its signature bytes are the signer's
   * name.
   */
  static final ResultSigner SIGNER =
      (leaf, proof) ->
          proof.getRoot().equals(leaf)
              ? Optional.of(new String(proof.getSignature().bytes(), UTF_8).trim())
              : Optional.empty();

  static Instant at(long millis) {
    return Instant.ofEpochMilli(millis);
  }

  static Digest digest(String text) {
    return CanonicalHash.of("test").string(text).finish();
  }

  static ModelPolicy.Builder policy() {
    return ModelPolicy.newBuilder()
        .setModelId("m")
        .setVersion(1)
        .setModelDigest(digest("weights"))
        .setCodeDigest(digest("code"))
        .setDimension(DIMENSION)
        .setAccept(0.999)
        .setReject(0.997)
        .setPriceMicroInferPerMillionTokens(2_000_000);
  }

  static Disposition drawn(int attempt, AttemptPurpose purpose, long time, String... nodes) {
    return disposition(attempt, purpose, DispositionKind.ASSIGNED, time, nodes).build();
  }

  static Disposition.Builder disposition(
      int attempt, AttemptPurpose purpose, DispositionKind kind, long time, String... nodes) {
    boolean assigned = kind == DispositionKind.ASSIGNED;
    return Disposition.newBuilder()
        .setRequester("0xr")
        .setRequestId("q")
        .setAttempt(attempt)
        .setKind(kind)
        .setPurpose(purpose)
        .setRequestDigest(digest("request"))
        .setModelId("m")
        .setPolicy(policy().build())
        .setReplicas(3)
        .setRequestedAt(at(0))
        .setAt(at(time))
        .setAttemptDeadline(at(assigned ? time + 2_000 : DEADLINE))
        .setRequestDeadline(at(DEADLINE))
        .setResponseTopic("infera.responses")
        .setNodes(Arrays.stream(nodes).map(Cases::node).toList())
        .setDraw(assigned ? draw(attempt) : null)
        .setReason(assigned ? "DRAWN" : "NO_NODES");
  }

  private static DrawnNode node(String nodeId) {
    return DrawnNode.newBuilder()
        .setNodeId(nodeId)
        .setOperator("op-" + nodeId)
        .setState(NodeState.ACTIVE)
        .setStandingPpm(900_000)
        .setWeight(1)
        .build();
  }

  /** The same under a policy with a target; nodes of an audit are backstop nodes. */
  static Disposition credible(
      Disposition disposition, ModelPolicy.Builder policy, Supplier<Integer> auditsMilli) {
    boolean backstop = disposition.getPurpose() == AttemptPurpose.AUDIT;
    return Disposition.newBuilder(disposition)
        .setPolicy(policy.setTargetErrorPpm(1_000).build())
        .setNodes(
            disposition.getNodes().stream()
                .map(
                    node ->
                        DrawnNode.newBuilder(node)
                            .setBackstop(backstop)
                            .setPassedAuditsMilli(auditsMilli.get())
                            .build())
                .toList())
        .build();
  }

  private static DrawEvidence draw(int attempt) {
    return DrawEvidence.newBuilder()
        .setRosterVersion(1)
        .setBeaconEpoch(0)
        .setBeacon(digest("beacon"))
        .setRequestPartition(0)
        .setRequestOffset(0)
        .setSeed(digest("seed" + attempt))
        .setExcluded(List.of())
        .setSaturated(List.of())
        .build();
  }

  /**
   * A unit vector with the given cosine to {@link #right}, turned towards one of the other axes.
   */
  static float[] turned(double cosine, int axis) {
    var vector = new float[DIMENSION];
    vector[0] = (float) cosine;
    vector[axis] = (float) Math.sqrt(1 - cosine * cosine);
    return vector;
  }

  static float[] right() {
    return turned(1, 1);
  }

  static float[] wrong() {
    return turned(WRONG, 1);
  }

  static ReplicaResult result(String node, int attempt, float[] vector) {
    return signed(node, unsigned(node, attempt, vector));
  }

  static ReplicaResult failed(String node, int attempt) {
    ReplicaResult.Builder result = unsigned(node, attempt, right());
    return signed(node, result.setStatus(ResultStatus.FAILED).setOutput(null).setError("broken"));
  }

  static ReplicaResult.Builder unsigned(String node, int attempt, float[] vector) {
    return ReplicaResult.newBuilder()
        .setRequester("0xr")
        .setRequestId("q")
        .setAttempt(attempt)
        .setNodeId(node)
        .setRequestDigest(digest("request"))
        .setModel(new ServedModel("m", digest("weights"), digest("code")))
        .setStatus(ResultStatus.OK)
        .setOutput(output(vector))
        .setProof(new BatchProof(digest("none"), 0, 1, List.of(), new Signature(new byte[65])));
  }

  static InferenceOutput output(float[] vector) {
    return new InferenceOutput(
        ByteBuffer.wrap(Vectors.encode(vector)),
        VectorEncoding.FLOAT32,
        vector.length,
        null,
        100,
        0);
  }

  static ReplicaResult signed(String signer, ReplicaResult.Builder builder) {
    byte[] name = Arrays.copyOf(String.format("%-65s", signer).getBytes(UTF_8), 65);
    Digest leaf = Digests.resultLeaf(NETWORK, builder.build());
    return builder.setProof(new BatchProof(leaf, 0, 1, List.of(), new Signature(name))).build();
  }
}
