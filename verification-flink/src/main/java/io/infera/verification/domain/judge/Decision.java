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
 */
record Decision(
    AnswerStatus status,
    String reason,
    long at,
    String answeredBy,
    Digest responseDigest,
    List<String> clique) {

  static Decision without(AnswerStatus status, String reason, long at) {
    return new Decision(status, reason, at, null, null, List.of());
  }

  boolean verified() {
    return status == AnswerStatus.VERIFIED;
  }

  void write(StateOutput out) {
    out.name(status).text(reason).int64(at).text(answeredBy).digest(responseDigest);
    out.list(clique, StateOutput::text);
  }

  static Decision read(StateInput in) {
    return new Decision(
        in.name(AnswerStatus.class),
        in.text(),
        in.int64(),
        in.text(),
        in.digest(),
        in.list(StateInput::text));
  }
}
