package io.infera.infra.policy;

import io.infera.event.ModelPolicy;
import io.infera.event.ShadowPolicy;
import io.infera.infra.local.LocalNetworkException;

/** Changes of a policy that have to do with its shadow: each makes the next version. */
final class Shadows {
  private Shadows() {}

  /** Judges as before, with another shadow. */
  static ModelPolicy set(
      ModelPolicy policy, double accept, double reject, int quorum, int targetErrorPpm) {
    int next = policy.getVersion() + 1;
    return ModelPolicy.newBuilder(policy)
        .setVersion(next)
        .setShadow(
            ShadowPolicy.newBuilder()
                .setVersion(next)
                .setAccept(accept)
                .setReject(reject)
                .setQuorum(quorum)
                .setTargetErrorPpm(targetErrorPpm)
                .build())
        .build();
  }

  /** Judges as before, without a shadow. */
  static ModelPolicy drop(ModelPolicy policy) {
    required(policy);
    return ModelPolicy.newBuilder(policy)
        .setVersion(policy.getVersion() + 1)
        .setShadow(null)
        .build();
  }

  /** Judges as the shadow did. */
  static ModelPolicy promote(ModelPolicy policy) {
    ShadowPolicy shadow = required(policy);
    return ModelPolicy.newBuilder(policy)
        .setVersion(policy.getVersion() + 1)
        .setAccept(shadow.getAccept())
        .setReject(shadow.getReject())
        .setQuorum(shadow.getQuorum())
        .setTargetErrorPpm(shadow.getTargetErrorPpm())
        .setCalibration(shadow.getCalibration())
        .setShadow(null)
        .build();
  }

  /**
   * @throws LocalNetworkException when the policy has none
   */
  static ShadowPolicy required(ModelPolicy policy) {
    if (policy.getShadow() == null) {
      throw new LocalNetworkException(
          "the policy of %s, version %d, has no shadow; set one with 'infera policy shadow' or 'infera calibrate --apply --shadow'"
              .formatted(policy.getModelId(), policy.getVersion()));
    }
    return policy.getShadow();
  }
}
