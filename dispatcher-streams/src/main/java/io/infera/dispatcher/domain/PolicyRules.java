package io.infera.dispatcher.domain;

import io.infera.event.ModelPolicy;
import io.infera.event.ShadowPolicy;
import java.util.Optional;

/** What a model's policy must fulfil before requests are assigned under it. */
public final class PolicyRules {
  private static final int MILLION = 1_000_000;

  private PolicyRules() {}

  /**
   * What is wrong with a policy, as a sentence; empty when nothing is.
   *
   * @param key key of its record
   */
  public static Optional<String> check(String key, ModelPolicy policy) {
    if (!policy.getModelId().equals(key)) {
      return wrong("its key to be its modelId", key + " and " + policy.getModelId());
    }
    if (policy.getVersion() < 1) {
      return wrong("a version from 1", policy.getVersion());
    }
    if (policy.getDimension() < 1) {
      return wrong("a dimension from 1", policy.getDimension());
    }
    if (!(policy.getReject() <= policy.getAccept() && policy.getAccept() <= 1)) {
      return wrong("reject <= accept <= 1", policy.getReject() + " and " + policy.getAccept());
    }
    if (policy.getQuorum() < 2) {
      return wrong("a quorum of at least 2", policy.getQuorum());
    }
    if (policy.getMaxReplicas() < RequestRules.LEAST_REPLICAS
        || policy.getMaxReplicas() > AttemptOrder.MOST_REPLICAS) {
      return wrong(
          "maxReplicas of " + RequestRules.LEAST_REPLICAS + " to " + AttemptOrder.MOST_REPLICAS,
          policy.getMaxReplicas());
    }
    if (!share(policy.getTargetErrorPpm())
        || !share(policy.getAuditPpm())
        || !share(policy.getAuditNewcomerPpm())) {
      return wrong(
          "targetErrorPpm, auditPpm and auditNewcomerPpm from 0 to " + MILLION,
          policy.getTargetErrorPpm()
              + ", "
              + policy.getAuditPpm()
              + ", "
              + policy.getAuditNewcomerPpm());
    }
    ShadowPolicy shadow = policy.getShadow();
    if (shadow != null
        && !(shadow.getReject() <= shadow.getAccept()
            && shadow.getAccept() <= 1
            && shadow.getQuorum() >= 2
            && share(shadow.getTargetErrorPpm()))) {
      return wrong(
          "a shadow with reject <= accept <= 1, a quorum of at least 2 and a targetErrorPpm from 0"
              + " to "
              + MILLION,
          shadow.getReject()
              + ", "
              + shadow.getAccept()
              + ", "
              + shadow.getQuorum()
              + ", "
              + shadow.getTargetErrorPpm());
    }
    if (policy.getAttemptTimeoutMs() < 1
        || policy.getMaxDeadlineMs() < 1
        || policy.getMaxInputBytes() < 1) {
      return wrong(
          "attemptTimeoutMs, maxDeadlineMs and maxInputBytes from 1",
          policy.getAttemptTimeoutMs()
              + ", "
              + policy.getMaxDeadlineMs()
              + ", "
              + policy.getMaxInputBytes());
    }
    return Optional.empty();
  }

  /**
   * What of a policy the disposition of a request carries: what it is judged by, and not what that
   * rests on, which would go with every request.
   */
  public static ModelPolicy forDispositions(ModelPolicy policy) {
    ShadowPolicy shadow = policy.getShadow();
    ModelPolicy.Builder slim = ModelPolicy.newBuilder(policy).setCalibration(null);
    if (shadow != null) {
      slim.setShadow(ShadowPolicy.newBuilder(shadow).setCalibration(null).build());
    }
    return slim.build();
  }

  private static boolean share(int ppm) {
    return ppm >= 0 && ppm <= MILLION;
  }

  private static Optional<String> wrong(String expected, Object found) {
    return Optional.of(
        "expected of a model's policy "
            + expected
            + ", found "
            + found
            + "; correct it and publish it again");
  }
}
