package io.infera.verification.domain.judge;

import io.infera.event.Digest;
import io.infera.event.Disposition;
import io.infera.event.ModelPolicy;
import io.infera.verification.domain.StateInput;
import io.infera.verification.domain.StateOutput;

/**
 * What a request's first disposition says once for all its attempts. Times are milliseconds since
 * 1970.
 *
 * @param shadow by what it is judged beside, without effect; null for nothing
 */
record Terms(
    String requester,
    String requestId,
    Digest requestDigest,
    String modelId,
    Digest modelDigest,
    Digest codeDigest,
    int policyVersion,
    int dimension,
    double accept,
    double reject,
    int quorum,
    int maxAttempts,
    int escalationReplicas,
    long price,
    int auditPpm,
    int auditNewcomerPpm,
    int targetErrorPpm,
    long requestDeadline,
    String responseTopic,
    ShadowTerms shadow) {

  static Terms of(Disposition disposition) {
    ModelPolicy policy = disposition.getPolicy();
    return new Terms(
        disposition.getRequester(),
        disposition.getRequestId(),
        disposition.getRequestDigest(),
        disposition.getModelId(),
        policy.getModelDigest(),
        policy.getCodeDigest(),
        policy.getVersion(),
        policy.getDimension(),
        policy.getAccept(),
        policy.getReject(),
        Math.max(2, policy.getQuorum()),
        policy.getMaxAttempts(),
        Math.max(1, policy.getEscalationReplicas()),
        Math.max(0, policy.getPriceMicroInferPerMillionTokens()),
        policy.getAuditPpm(),
        policy.getAuditNewcomerPpm(),
        policy.getTargetErrorPpm(),
        disposition.getRequestDeadline().toEpochMilli(),
        disposition.getResponseTopic(),
        ShadowTerms.of(policy.getShadow()));
  }

  /** True when the policy names a posterior error; else heads are counted. */
  boolean hasTarget() {
    return targetErrorPpm > 0;
  }

  /** The same with what the shadow has instead; only where there is one. */
  Terms inShadow() {
    return new Terms(
        requester,
        requestId,
        requestDigest,
        modelId,
        modelDigest,
        codeDigest,
        policyVersion,
        dimension,
        shadow.accept(),
        shadow.reject(),
        shadow.quorum(),
        maxAttempts,
        escalationReplicas,
        price,
        auditPpm,
        auditNewcomerPpm,
        shadow.targetErrorPpm(),
        requestDeadline,
        responseTopic,
        null);
  }

  String key() {
    return requester + "/" + requestId;
  }

  void write(StateOutput out) {
    out.text(requester).text(requestId).digest(requestDigest);
    out.text(modelId).digest(modelDigest).digest(codeDigest).int32(policyVersion).int32(dimension);
    out.float64(accept).float64(reject).int32(quorum).int32(maxAttempts).int32(escalationReplicas);
    out.int64(price).int32(auditPpm).int32(auditNewcomerPpm).int32(targetErrorPpm);
    out.int64(requestDeadline).text(responseTopic);
    out.optional(shadow, (to, terms) -> terms.write(to));
  }

  static Terms read(StateInput in, byte version) {
    return new Terms(
        in.text(),
        in.text(),
        in.digest(),
        in.text(),
        in.digest(),
        in.digest(),
        in.int32(),
        in.int32(),
        in.float64(),
        in.float64(),
        in.int32(),
        in.int32(),
        in.int32(),
        in.int64(),
        in.int32(),
        version == CaseFormat.V1 ? 0 : in.int32(),
        version == CaseFormat.V1 ? 0 : in.int32(),
        in.int64(),
        in.text(),
        version < CaseFormat.V3 ? null : in.optional(ShadowTerms::read));
  }
}
