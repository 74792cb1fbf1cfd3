package io.infera.dispatcher.domain;

import io.infera.event.NodeRegistration;
import io.infera.event.ServedModel;
import io.infera.schemas.canonical.Digests;
import io.infera.schemas.identity.Signatures;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who may become a node: whoever signs a sound registration with the key that its nodeId is the
 * address of.
 */
public final class AdmissionRules {
  private static final int MOST_MODELS = 64;
  private static final int MOST_POOLS = 64;
  private static final int LONGEST_NAME = 128;

  private final String networkId;
  private final Map<String, Long> sequences = new HashMap<>();

  public AdmissionRules(String networkId) {
    this.networkId = networkId;
  }

  /**
   * What is wrong with a registration, as a sentence; empty when nothing is.
   *
   * @param key key of its record
   */
  public Optional<String> check(String key, NodeRegistration registration) {
    String nodeId = registration.getNodeId();
    if (!RequestRules.isAddress(nodeId) || !nodeId.equals(key)) {
      return Optional.of(
          "BAD_NODE_ID: expected nodeId to be an EVM address in lower case and the record's key,"
              + " found "
              + clip(nodeId)
              + " under key "
              + clip(key));
    }
    if (!RequestRules.isAddress(registration.getOperator())) {
      return Optional.of(
          "BAD_OPERATOR: expected an EVM address in lower case, found "
              + clip(registration.getOperator()));
    }
    if (registration.getModels().isEmpty()
        || registration.getModels().size() > MOST_MODELS
        || registration.getPools().size() > MOST_POOLS
        || !namesFit(registration)) {
      return Optional.of(
          "BAD_MODELS: expected 1 to "
              + MOST_MODELS
              + " models and at most "
              + MOST_POOLS
              + " pools with names of 1 to "
              + LONGEST_NAME
              + " characters, found "
              + registration.getModels().size()
              + " models and "
              + registration.getPools().size()
              + " pools");
    }
    Optional<String> signer =
        Signatures.recover(
            Digests.registration(networkId, registration), registration.getSignature());
    if (!signer.equals(Optional.of(nodeId))) {
      return Optional.of(
          "BAD_SIGNATURE: expected a signature by "
              + nodeId
              + " for network "
              + networkId
              + ", found one by "
              + signer.orElse("nobody")
              + "; check the node's key and network.id");
    }
    return Optional.empty();
  }

  /**
   * Whether this is the node's latest word; an older one, which the broker delivered late, is
   * ignored.
   */
  public boolean isLatest(NodeRegistration registration) {
    long last = sequences.getOrDefault(registration.getNodeId(), Long.MIN_VALUE);
    if (registration.getSequence() < last) {
      return false;
    }
    sequences.put(registration.getNodeId(), registration.getSequence());
    return true;
  }

  private static boolean namesFit(NodeRegistration registration) {
    return registration.getModels().stream()
            .map(ServedModel::getModelId)
            .allMatch(AdmissionRules::fits)
        && registration.getPools().stream().allMatch(AdmissionRules::fits)
        && registration.getRegion().length() <= LONGEST_NAME;
  }

  private static boolean fits(String name) {
    return !name.isEmpty() && name.length() <= LONGEST_NAME;
  }

  private static String clip(String text) {
    return text.length() <= LONGEST_NAME ? text : text.substring(0, LONGEST_NAME) + "…";
  }
}
