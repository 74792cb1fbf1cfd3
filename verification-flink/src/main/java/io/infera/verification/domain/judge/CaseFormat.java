package io.infera.verification.domain.judge;

import io.infera.verification.domain.StateInput;
import io.infera.verification.domain.StateOutput;

/**
 * Formats of a case's state. A new one gets a constant of its own, and the old ones stay readable.
 */
final class CaseFormat {
  /** The first. */
  static final byte V1 = 1;

  /** With credibility: what nodes count for, the target, how many audits were asked for. */
  static final byte V2 = 2;

  /** With a shadow, and whether an audit was asked for before the answer. */
  static final byte V3 = 3;

  private CaseFormat() {}

  static byte[] write(RequestCase state) {
    var out = new StateOutput(V3);
    out.int64(state.forgetAt).bool(state.forgotten);
    out.optional(state.terms, (to, terms) -> terms.write(to));
    out.list(state.draws, (to, draw) -> draw.write(to));
    out.int32(state.lastAttempt).bool(state.open);
    out.optional(state.awaited, (to, awaited) -> awaited.write(to));
    out.optional(state.decision, (to, decision) -> decision.write(to));
    out.int64(state.floor).int32(state.auditsAsked).bool(state.marketExhausted);
    out.list(state.panel.replies(), (to, reply) -> reply.write(to));
    out.list(state.earlyClaims, (to, claim) -> claim.write(to));
    out.list(state.earlyDraws, (to, draw) -> draw.write(to));
    return out.toBytes();
  }

  static RequestCase read(byte[] bytes, RequestCase state) {
    var in = new StateInput(bytes);
    byte version = in.version("a request's state", V3);
    state.forgetAt = in.int64();
    state.forgotten = in.bool();
    state.terms = in.optional(from -> Terms.read(from, version));
    state.draws.addAll(in.list(from -> Draw.read(from, version)));
    state.lastAttempt = in.int32();
    state.open = in.bool();
    state.awaited = in.optional(Awaited::read);
    state.decision = in.optional(from -> Decision.read(from, version));
    state.floor = in.int64();
    if (version == V1) {
      state.auditsAsked = in.bool() ? 1 : 0;
    } else {
      state.auditsAsked = in.int32();
      state.marketExhausted = in.bool();
    }
    for (Reply reply : in.list(Reply::read)) {
      state.panel.add(reply, drawOf(state, reply));
    }
    state.earlyClaims.addAll(in.list(Claim::read));
    state.earlyDraws.addAll(in.list(from -> Draw.read(from, version)));
    in.end();
    return state;
  }

  private static Draw drawOf(RequestCase state, Reply reply) {
    return state.draws.stream()
        .filter(draw -> draw.attempt() == reply.attempt())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "expected a draw of attempt " + reply.attempt() + " in a request's state"));
  }
}
