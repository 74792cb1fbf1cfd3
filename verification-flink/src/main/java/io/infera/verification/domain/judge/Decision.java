package io.infera.verification.domain.judge;

import io.infera.event.AnswerStatus;
import io.infera.event.Digest;
import io.infera.verification.domain.StateInput;
import io.infera.verification.domain.StateOutput;
import java.util.List;

/**
 * The answer that was given.
 *
 * @param at when it was decided, milliseconds since 1970
 * @param answeredBy the node whose output it is; null unless VERIFIED
 * @param responseDigest of that output; null unless VERIFIED
 * @param clique the nodes that agreed then, in nodeId order; empty unless VERIFIED
 * @param errorPpb posterior probability that it is wrong, in parts per billion; null unless
 *     VERIFIED under a policy with a target
 * @param audited true when an audit had been asked for before
 */
record Decision(
    AnswerStatus status,
    String reason,
    long at,
    String answeredBy,
    Digest responseDigest,
    List<String> clique,
    Long errorPpb,
    boolean audited) {

  static Decision without(AnswerStatus status, String reason, long at) {
    return new Decision(status, reason, at, null, null, List.of(), null, false);
  }

  boolean verified() {
    return status == AnswerStatus.VERIFIED;
  }

  void write(StateOutput out) {
    out.name(status).text(reason).int64(at).text(answeredBy).digest(responseDigest);
    out.list(clique, StateOutput::text).optional(errorPpb, StateOutput::int64);
    out.bool(audited);
  }

  static Decision read(StateInput in, byte version) {
    return new Decision(
        in.name(AnswerStatus.class),
        in.text(),
        in.int64(),
        in.text(),
        in.digest(),
        in.list(StateInput::text),
        version == CaseFormat.V1 ? null : in.optional(StateInput::int64),
        version >= CaseFormat.V3 && in.bool());
  }
}
