package io.infera.dispatcher.domain;

import io.infera.event.Digest;
import io.infera.event.InferenceInput;
import io.infera.event.InferenceRequest;
import io.infera.event.ModelPolicy;
import io.infera.event.NodeState;
import io.infera.event.RosterChange;
import io.infera.event.ServedModel;
import io.infera.schemas.canonical.CanonicalHash;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Records to vary in tests. */
public final class Samples {
  public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  public static final String MODEL = "all-minilm-l6-v2";
  public static final Beacon BEACON = new SecretBeacon(new byte[32], Duration.ofHours(1));

  private Samples() {}

  public static Digest digest(String of) {
    return CanonicalHash.of(of).finish();
  }

  /** The n-th address: 0x, then n in 40 digits. */
  public static String address(int n) {
    return String.format("0x%040x", n);
  }

  public static ModelPolicy policy() {
    return policyBuilder().build();
  }

  public static ModelPolicy.Builder policyBuilder() {
    return ModelPolicy.newBuilder()
        .setModelId(MODEL)
        .setVersion(1)
        .setModelDigest(digest("weights"))
        .setCodeDigest(digest("code"))
        .setDimension(384)
        .setAccept(0.999)
        .setReject(0.997);
  }

  public static ServedModel served() {
    return new ServedModel(MODEL, digest("weights"), digest("code"));
  }

  /** An active member of the open market with an operator of its own. */
  public static RosterChange.Builder node(int n) {
    return RosterChange.newBuilder()
        .setNodeId(address(n))
        .setMember(true)
        .setState(NodeState.ACTIVE)
        .setOperator(address(1_000_000 + n))
        .setModels(List.of(served()))
        .setWeight(100)
        .setStandingPpm(500_000)
        .setReason("JOINED")
        .setEpoch(1)
        .setAt(NOW);
  }

  /** A roster of the changes in this order, from offset 0. */
  public static Roster roster(List<RosterChange> changes) {
    var builder = new Roster.Builder(Roster.EMPTY);
    for (int offset = 0; offset < changes.size(); offset++) {
      builder.apply(changes.get(offset), offset);
    }
    return builder.build();
  }

  public static InferenceRequest.Builder request(int n) {
    return InferenceRequest.newBuilder()
        .setRequester(address(7))
        .setRequestId("r-" + n)
        .setModelId(MODEL)
        .setInput(new InferenceInput("What is the capital of France? " + n))
        .setReplicas(3)
        .setCreatedAt(NOW)
        .setDeadline(NOW.plusSeconds(30));
  }
}
