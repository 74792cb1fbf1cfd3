package io.infera.verification.domain.judge;

import io.infera.event.ShadowPolicy;
import io.infera.verification.domain.StateInput;
import io.infera.verification.domain.StateOutput;

/**
 * By what a request is judged in shadow.
 *
 * @param version which shadow
 */
record ShadowTerms(int version, double accept, double reject, int quorum, int targetErrorPpm) {

  /** Null for none. */
  static ShadowTerms of(ShadowPolicy shadow) {
    return shadow == null
        ? null
        : new ShadowTerms(
            shadow.getVersion(),
            shadow.getAccept(),
            shadow.getReject(),
            Math.max(2, shadow.getQuorum()),
            shadow.getTargetErrorPpm());
  }

  void write(StateOutput out) {
    out.int32(version).float64(accept).float64(reject).int32(quorum).int32(targetErrorPpm);
  }

  static ShadowTerms read(StateInput in) {
    return new ShadowTerms(in.int32(), in.float64(), in.float64(), in.int32(), in.int32());
  }
}
