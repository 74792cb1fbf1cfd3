package io.infera.infra.policy;

import io.infera.event.ModelPolicy;
import io.infera.event.ShadowVerdict;
import io.infera.infra.local.Access;
import io.infera.infra.local.Catalogue;
import io.infera.infra.local.LocalNetworkException;
import io.infera.infra.local.NetworkFile;
import io.infera.infra.local.StateDirectory;
import io.infera.infra.topics.TopicReader;
import io.infera.schemas.catalog.AccessRules;
import io.infera.schemas.catalog.Role;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Where an operator looks up and publishes the policies of a network that runs here. */
public final class PolicyDesk {
  private final Map<String, String> operator;
  private final String registryUrl;

  private PolicyDesk(Map<String, String> operator, String registryUrl) {
    this.operator = Map.copyOf(operator);
    this.registryUrl = registryUrl;
  }

  /**
   * @throws LocalNetworkException when none runs
   */
  public static PolicyDesk of(StateDirectory state) {
    NetworkFile network = NetworkFile.require(state);
    Map<String, String> operator = new HashMap<>();
    operator.put("bootstrap.servers", network.bootstrapServers());
    Access access = state.access();
    operator.putAll(access.settings(AccessRules.nameOf(Role.OPERATOR)));
    return new PolicyDesk(operator, network.schemaRegistry());
  }

  /** The policy in force of each model, by modelId. */
  public Map<String, ModelPolicy> inForce() {
    var policies = new TreeMap<String, ModelPolicy>();
    try (SchemaRegistry registry = SchemaRegistry.connect(registryUrl)) {
      new TopicReader(operator, new AvroSerdes(registry))
          .read(
              Topics.MODELS,
              false,
              (origin, policy) -> {
                if (policy.getModelId().equals(origin.key())) {
                  policies.put(policy.getModelId(), policy);
                }
                return true;
              });
    }
    return policies;
  }

  /**
   * The policy of a model.
   *
   * @throws LocalNetworkException when there is none
   */
  public ModelPolicy inForce(String modelId) {
    Map<String, ModelPolicy> policies = inForce();
    ModelPolicy policy = policies.get(modelId);
    if (policy == null) {
      throw new LocalNetworkException(
          "expected a model of this network, one of " + policies.keySet() + ", found " + modelId);
    }
    return policy;
  }

  /** What a shadow of a model's policy has made of requests until now. */
  public List<ShadowVerdict> shadows(String modelId, int shadowVersion) {
    try (SchemaRegistry registry = SchemaRegistry.connect(registryUrl)) {
      return new TopicReader(operator, new AvroSerdes(registry))
          .all(Topics.SHADOWS).stream()
              .filter(verdict -> verdict.getModelId().equals(modelId))
              .filter(verdict -> verdict.getShadowVersion() == shadowVersion)
              .toList();
    }
  }

  /**
   * Puts a policy in force.
   *
   * @param policy of a version above that in force
   */
  public void publish(ModelPolicy policy) {
    List<ModelPolicy> published =
        new Catalogue(operator, operator, registryUrl).publish(List.of(policy));
    if (published.isEmpty()) {
      throw new LocalNetworkException(
          "somebody has published version "
              + policy.getVersion()
              + " of "
              + policy.getModelId()
              + " or a later one meanwhile; look at it and try again");
    }
  }
}
