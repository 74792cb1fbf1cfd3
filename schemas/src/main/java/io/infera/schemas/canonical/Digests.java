package io.infera.schemas.canonical;

import io.infera.event.Digest;
import io.infera.event.Disposition;
import io.infera.event.ErrorRateEpoch;
import io.infera.event.InferenceOutput;
import io.infera.event.InferenceRequest;
import io.infera.event.InferenceResponse;
import io.infera.event.NodeHeartbeat;
import io.infera.event.NodeRegistration;
import io.infera.event.NodeStanding;
import io.infera.event.ReplicaResult;
import io.infera.event.ReputationEpoch;
import io.infera.event.RosterChange;
import io.infera.event.SettlementEvent;
import io.infera.event.ShadowVerdict;
import io.infera.event.Verdict;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;

/** What each record's digest covers. */
public final class Digests {
  private static final Set<String> SIGNATURE = Set.of("signature");

  private Digests() {}

  /**
   * What a request asks for: requester, id, model, input, replicas, pool. Not when it was made or
   * is due, so that a request sent again is the same request.
   */
  public static Digest request(InferenceRequest request) {
    CanonicalHash hash =
        CanonicalHash.of("infera/request/v1")
            .string(request.getRequester())
            .string(request.getRequestId())
            .string(request.getModelId());
    optional(hash, request.getInput().getText());
    hash.int32(request.getReplicas());
    optional(hash, request.getPool());
    return hash.finish();
  }

  /**
   * An output: dimension, encoding, vector, text. Token counts belong to the result that claims
   * them.
   */
  public static Digest output(InferenceOutput output) {
    CanonicalHash hash =
        CanonicalHash.of("infera/output/v1")
            .string(output.getEncoding().name())
            .int32(output.getDimension())
            .bytes(output.getVector());
    optional(hash, output.getText());
    return hash.finish();
  }

  /**
   * What a node signs for one job: network, request, attempt, node, model and code, how it ended,
   * output, tokens.
   */
  public static Digest resultLeaf(String networkId, ReplicaResult result) {
    CanonicalHash hash =
        CanonicalHash.of("infera/result/v1")
            .string(networkId)
            .digest(result.getRequestDigest())
            .int32(result.getAttempt())
            .string(result.getNodeId())
            .string(result.getModel().getModelId())
            .digest(result.getModel().getModelDigest())
            .digest(result.getModel().getCodeDigest())
            .string(result.getStatus().name());
    InferenceOutput output = result.getOutput();
    if (output == null) {
      return hash.bool(false).string(result.getError()).finish();
    }
    return hash.bool(true)
        .digest(output(output))
        .int32(output.getInputTokens())
        .int32(output.getOutputTokens())
        .finish();
  }

  public static Digest registration(String networkId, NodeRegistration registration) {
    return signed("infera/registration/v1", networkId, registration);
  }

  public static Digest heartbeat(String networkId, NodeHeartbeat heartbeat) {
    return signed("infera/heartbeat/v1", networkId, heartbeat);
  }

  private static Digest signed(String domain, String networkId, SpecificRecord record) {
    return CanonicalHash.of(domain)
        .string(networkId)
        .digest(RecordHash.of(record, SIGNATURE))
        .finish();
  }

  public static Digest disposition(Disposition disposition) {
    return RecordHash.of(disposition);
  }

  public static Digest response(InferenceResponse response) {
    return RecordHash.of(response);
  }

  public static Digest verdict(Verdict verdict) {
    return RecordHash.of(verdict);
  }

  public static Digest settlement(SettlementEvent settlement) {
    return RecordHash.of(settlement);
  }

  public static Digest epoch(ReputationEpoch epoch) {
    return RecordHash.of(epoch);
  }

  public static Digest rosterChange(RosterChange change) {
    return RecordHash.of(change);
  }

  public static Digest shadow(ShadowVerdict verdict) {
    return RecordHash.of(verdict);
  }

  public static Digest errorRates(ErrorRateEpoch epoch) {
    return RecordHash.of(epoch);
  }

  public static Digest standing(NodeStanding standing) {
    return RecordHash.of(standing);
  }

  private static void optional(CanonicalHash hash, String value) {
    hash.bool(value != null);
    if (value != null) {
      hash.string(value);
    }
  }
}
