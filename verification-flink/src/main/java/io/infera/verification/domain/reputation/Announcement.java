package io.infera.verification.domain.reputation;

import io.infera.event.Digest;
import io.infera.event.NodeHeartbeat;
import io.infera.event.NodeRegistration;
import io.infera.event.ServedModel;
import io.infera.event.Signature;
import io.infera.schemas.canonical.Digests;
import io.infera.schemas.identity.Signatures;
import io.infera.verification.domain.StateInput;
import io.infera.verification.domain.StateOutput;
import java.util.List;

/**
 * What of a node's registration the roster needs.
 *
 * @param at time of the first registration in its log, milliseconds since 1970
 */
record Announcement(
    long sequence,
    long at,
    String operator,
    List<ServedModel> models,
    List<String> pools,
    String region) {

  static Announcement of(NodeRegistration registration, long at) {
    return new Announcement(
        registration.getSequence(),
        at,
        registration.getOperator(),
        List.copyOf(registration.getModels()),
        List.copyOf(registration.getPools()),
        registration.getRegion());
  }

  /** True when the roster would not tell the two apart. */
  boolean sameOffer(Announcement other) {
    return operator.equals(other.operator)
        && models.equals(other.models)
        && pools.equals(other.pools)
        && region.equals(other.region);
  }

  /** True when the registration is signed by the node that it names. */
  static boolean isSigned(String networkId, NodeRegistration registration) {
    Digest digest = Digests.registration(networkId, registration);
    return signedBy(registration.getNodeId(), digest, registration.getSignature());
  }

  /** True when the heartbeat is signed by the node that it names. */
  static boolean isSigned(String networkId, NodeHeartbeat heartbeat) {
    Digest digest = Digests.heartbeat(networkId, heartbeat);
    return signedBy(heartbeat.getNodeId(), digest, heartbeat.getSignature());
  }

  private static boolean signedBy(String nodeId, Digest digest, Signature signature) {
    return Signatures.recover(digest, signature).filter(nodeId::equals).isPresent();
  }

  void write(StateOutput out) {
    out.int64(sequence).int64(at).text(operator);
    out.list(
        models,
        (to, model) ->
            to.text(model.getModelId())
                .digest(model.getModelDigest())
                .digest(model.getCodeDigest()));
    out.list(pools, StateOutput::text).text(region);
  }

  static Announcement read(StateInput in) {
    return new Announcement(
        in.int64(),
        in.int64(),
        in.text(),
        in.list(from -> new ServedModel(from.text(), from.digest(), from.digest())),
        in.list(StateInput::text),
        in.text());
  }
}
