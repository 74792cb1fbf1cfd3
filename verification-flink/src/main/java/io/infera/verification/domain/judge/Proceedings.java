package io.infera.verification.domain.judge;

import io.infera.event.AnswerStatus;
import io.infera.event.AttemptPurpose;
import io.infera.event.Digest;
import io.infera.event.Escalation;
import io.infera.event.InferenceOutput;
import io.infera.event.InferenceResponse;
import io.infera.schemas.canonical.Digests;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One call of the judge: moves a case along and collects what is to be done. Every decision bears
 * the time of the records, or of the deadline, that made it, never the time of the call, so that
 * the order in which the two topics are read does not show.
 */
final class Proceedings {
  private final JudgeRules rules;
  private final RequestCase state;
  private final List<Effect> effects = new ArrayList<>(2);

  Proceedings(JudgeRules rules, RequestCase state) {
    this.rules = rules;
    this.state = state;
  }

  List<Effect> effects() {
    return effects;
  }

  List<Effect> ignore(Ignored reason, String nodeId, int attempt) {
    effects.add(new Effect.Ignore(reason, nodeId, attempt));
    return effects;
  }

  /** Opens an attempt and takes the results that came before it. */
  void open(Draw draw) {
    Draw fresh = draw.without(state.drawnNodes());
    state.draws.add(fresh);
    state.lastAttempt = draw.attempt();
    state.open = true;
    state.awaited = null;
    // A disposition may be logged after its own deadline; what follows from it is not earlier than
    // it.
    state.floor = notBefore(draw.time());
    expireBefore(draw.time());
    var waiting = new ArrayList<Claim>();
    state.earlyClaims.removeIf(claim -> claim.attempt() == draw.attempt() && waiting.add(claim));
    for (Claim claim : waiting) {
      if (claim.time() + rules.orphanPatience().toMillis() < draw.time()) {
        ignore(Ignored.ORPHAN, claim.nodeId(), claim.attempt());
      } else {
        take(claim);
      }
    }
    if (isOpen(fresh) && allAnswered(fresh)) {
      closeAttempt(notBefore(draw.time()));
    }
  }

  /** Takes a signed result for an attempt that is or was open. */
  void take(Claim claim) {
    Draw draw = state.ended() ? null : state.lastDraw();
    if (draw == null || !state.open || draw.attempt() != claim.attempt()) {
      ignore(Ignored.LATE, claim.nodeId(), claim.attempt());
      return;
    }
    var refused = Admissibility.refused(claim, draw, state.panel, state.terms);
    if (refused.isPresent()) {
      ignore(refused.get(), claim.nodeId(), claim.attempt());
      return;
    }
    expireBefore(claim.time());
    state.panel.add(Admissibility.examine(claim, draw, state.terms), draw.isAudit());
    long at = notBefore(Math.max(draw.time(), claim.time()));
    if (state.decision == null) {
      answerOnQuorum(draw, at);
    }
    if (allAnswered(draw)) {
      closeAttempt(at);
    }
  }

  /** The attempt that was awaited could not be filled, or nothing was heard of it. */
  private void unfilled(long at) {
    AttemptPurpose purpose = state.awaited.purpose();
    state.awaited = null;
    state.floor = at;
    if (purpose == AttemptPurpose.AUDIT) {
      end(at);
    } else {
      endAttempts(at);
    }
  }

  /**
   * Decides all that is due until {@code now}, earliest first; of two at once the requester's
   * deadline first.
   */
  void elapse(long now) {
    for (long due = state.nextDue(); due <= now && !state.ended(); due = state.nextDue()) {
      if (state.decision == null && state.terms.requestDeadline() <= due) {
        expireBefore(due + 1);
      } else if (state.open) {
        closeAttempt(notBefore(due));
      } else {
        unfilled(notBefore(due));
      }
    }
  }

  private long notBefore(long time) {
    return Math.max(time, state.floor);
  }

  /** Gives the answer EXPIRED when none was given and the deadline lies before {@code time}. */
  private void expireBefore(long time) {
    long deadline = state.terms.requestDeadline();
    if (state.decision == null && deadline < time) {
      answer(
          Decision.without(AnswerStatus.EXPIRED, "DEADLINE", deadline),
          "no quorum until the request's deadline",
          null,
          0);
    }
  }

  private void answerOnQuorum(Draw draw, long at) {
    if (draw.isAudit() || at > state.terms.requestDeadline()) {
      return;
    }
    Agreement agreement = state.panel.agreement(state.terms.accept());
    long clique = agreement.largestClique(state.panel.replicas(), 0);
    if (Long.bitCount(clique) < state.needed()) {
      return;
    }
    List<String> nodes = state.panel.nodes(clique);
    String answeredBy = nodes.get(Lot.answerer(draw.seed(), state.terms.requestDigest(), nodes));
    InferenceOutput output = state.panel.replyOf(answeredBy).output();
    Digest digest = Digests.output(output);
    var decision = new Decision(AnswerStatus.VERIFIED, "QUORUM", at, answeredBy, digest, nodes);
    String detail = nodes.size() + " of " + state.countingNodes() + " drawn nodes agreed";
    answer(decision, detail, output, nodes.size());
  }

  private void answer(Decision decision, String detail, InferenceOutput output, int agreeing) {
    state.decision = decision;
    Terms terms = state.terms;
    effects.add(
        new Effect.Answer(
            terms.responseTopic(),
            InferenceResponse.newBuilder()
                .setRequester(terms.requester())
                .setRequestId(terms.requestId())
                .setStatus(decision.status())
                .setReason(decision.reason())
                .setDetail(detail)
                .setModelId(terms.modelId())
                .setOutput(output)
                .setNodeId(decision.answeredBy())
                .setAgreeing(agreeing)
                .setDrawn(state.countingNodes())
                .setRequestDigest(terms.requestDigest())
                .setDecidedAt(Instant.ofEpochMilli(decision.at()))
                .build()));
  }

  private void closeAttempt(long at) {
    Draw draw = state.lastDraw();
    state.open = false;
    state.floor = at;
    if (draw.isAudit()) {
      end(at);
    } else if (state.decision == null && moreAttempts(at)) {
      ask(AttemptPurpose.ESCALATION, "NO_QUORUM", at, state.terms.requestDeadline());
    } else {
      endAttempts(at);
    }
  }

  private boolean moreAttempts(long at) {
    return state.countingAttempts() < state.terms.maxAttempts()
        && state.terms.requestDeadline() - at >= rules.usefulTime().toMillis();
  }

  /**
   * No further attempt at a quorum: the answer, if it is still owed, then an audit where one is
   * due.
   */
  private void endAttempts(long at) {
    if (state.decision == null) {
      boolean expired = at >= state.terms.requestDeadline();
      Decision decision =
          expired
              ? Decision.without(AnswerStatus.EXPIRED, "DEADLINE", state.terms.requestDeadline())
              : Decision.without(AnswerStatus.UNVERIFIED, "NO_QUORUM", at);
      String detail =
          "no quorum of "
              + state.countingNodes()
              + " drawn nodes in "
              + state.countingAttempts()
              + " attempts";
      answer(decision, detail, null, 0);
    }
    Agreement agreement = state.panel.agreement(state.terms.accept());
    long until = at + rules.auditPatience().toMillis();
    if (dissent(agreement)) {
      ask(AttemptPurpose.AUDIT, "DISSENT", at, until);
    } else if (state.decision.verified() && Lot.audited(state.draws.get(0).seed(), state.terms)) {
      ask(AttemptPurpose.AUDIT, "SAMPLED", at, until);
    } else {
      end(at);
    }
  }

  /** True when replicas are compared that do not all agree. */
  private boolean dissent(Agreement agreement) {
    long replicas = state.panel.replicas();
    return Long.bitCount(replicas) > 1 && agreement.largestClique(replicas, 0) != replicas;
  }

  private void ask(AttemptPurpose purpose, String reason, long at, long until) {
    state.lastAttempt++;
    state.awaited = new Awaited(state.lastAttempt, purpose, until);
    boolean audit = purpose == AttemptPurpose.AUDIT;
    state.auditAsked |= audit;
    effects.add(
        new Effect.Escalate(
            Escalation.newBuilder()
                .setRequester(state.terms.requester())
                .setRequestId(state.terms.requestId())
                .setAttempt(state.lastAttempt)
                .setPurpose(purpose)
                .setReplicas(audit ? 1 : state.terms.escalationReplicas())
                .setReason(reason)
                .setExclude(state.drawnNodes())
                .setAt(Instant.ofEpochMilli(at))
                .build()));
    takeEarlyDraw();
  }

  /** The disposition may have been read before the results that made it necessary, in a replay. */
  private void takeEarlyDraw() {
    int attempt = state.awaited.attempt();
    for (Draw draw : List.copyOf(state.earlyDraws)) {
      if (draw.attempt() == attempt) {
        state.earlyDraws.remove(draw);
        follow(draw);
        return;
      }
    }
  }

  /** Takes the disposition of the awaited attempt. */
  void follow(Draw draw) {
    if (!state.awaited.fits(draw)) {
      ignore(Ignored.UNEXPECTED_DISPOSITION, "", draw.attempt());
    } else if (draw.assigned()) {
      open(draw);
    } else {
      unfilled(notBefore(draw.time()));
    }
  }

  private void end(long at) {
    effects.add(new Closing(rules, state, at).effect());
    forget(Math.max(at, state.terms.requestDeadline()));
  }

  /** Ends the case: nothing is kept but the memory that it was. */
  void forget(long after) {
    state.terms = null;
    state.draws.clear();
    state.open = false;
    state.awaited = null;
    state.decision = null;
    state.panel = new Panel();
    state.earlyClaims.clear();
    state.earlyDraws.clear();
    state.forgetAt = after + rules.remember().toMillis();
  }

  private boolean isOpen(Draw draw) {
    return !state.ended() && state.open && state.lastDraw().attempt() == draw.attempt();
  }

  private boolean allAnswered(Draw draw) {
    return draw.nodes().stream().allMatch(node -> state.panel.replyOf(node) != null);
  }
}
