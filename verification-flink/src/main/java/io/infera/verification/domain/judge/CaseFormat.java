package io.infera.verification.domain.judge;

import io.infera.verification.domain.StateInput;
import io.infera.verification.domain.StateOutput;

/**
 * Formats of a case's state. A new one gets a constant of its own, and the old ones stay readable.
 */
final class CaseFormat {
  /** The first. */
  static final byte V1 = 1;

  private CaseFormat() {}

  static byte[] write(RequestCase state) {
    var out = new StateOutput(V1);
    out.int64(state.forgetAt).bool(state.forgotten);
    out.optional(state.terms, (to, terms) -> terms.write(to));
    out.list(state.draws, (to, draw) -> draw.write(to));
    out.int32(state.lastAttempt).bool(state.open);
    out.optional(state.awaited, (to, awaited) -> awaited.write(to));
    out.optional(state.decision, (to, decision) -> decision.write(to));
    out.int64(state.floor).bool(state.auditAsked);
    out.list(state.panel.replies(), (to, reply) -> reply.write(to));
    out.list(state.earlyClaims, (to, claim) -> claim.write(to));
    out.list(state.earlyDraws, (to, draw) -> draw.write(to));
    return out.toBytes();
  }

  static RequestCase read(byte[] bytes, RequestCase state) {
    var in = new StateInput(bytes);
    in.version("a request's state", V1);
    state.forgetAt = in.int64();
    state.forgotten = in.bool();
    state.terms = in.optional(Terms::read);
    state.draws.addAll(in.list(Draw::read));
    state.lastAttempt = in.int32();
    state.open = in.bool();
    state.awaited = in.optional(Awaited::read);
    state.decision = in.optional(Decision::read);
    state.floor = in.int64();
    state.auditAsked = in.bool();
    for (Reply reply : in.list(Reply::read)) {
      state.panel.add(reply, isAudit(state, reply));
    }
    state.earlyClaims.addAll(in.list(Claim::read));
    state.earlyDraws.addAll(in.list(Draw::read));
    in.end();
    return state;
  }

  private static boolean isAudit(RequestCase state, Reply reply) {
    return state.draws.stream()
        .anyMatch(draw -> draw.attempt() == reply.attempt() && draw.isAudit());
  }
}
