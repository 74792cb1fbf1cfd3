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
import java.util.Optional;

/**
 * One call of the judge: moves a case along and collects what is to be done. Every decision bears
 * the time of the records, or of the deadline, that made it, never the time of the call, so that
 * the order in which the two topics are read does not show.
 */
final class Proceedings {
  /** Audits on the way to an answer; one more to confirm that a given one is wrong. */
  private static final int MOST_AUDITS = 2;

  private static final String CONTRADICTED = "CONTRADICTED";

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
    state.panel.add(Admissibility.examine(claim, draw, state.terms), draw);
    long at = notBefore(Math.max(draw.time(), claim.time()));
    if (state.decision == null) {
      answerWhenSufficient(draw, at);
    }
    if (allAnswered(draw)) {
      closeAttempt(at);
    }
  }

  /** The attempt that was awaited could not be filled, or nothing was heard of it. */
  private void unfilled(long at) {
    state.marketExhausted |= state.awaited.purpose() != AttemptPurpose.AUDIT;
    state.awaited = null;
    state.floor = at;
    goOn(at);
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

  private void answerWhenSufficient(Draw draw, long at) {
    if (draw.isAudit() && !state.terms.hasTarget() || at > state.terms.requestDeadline()) {
      return;
    }
    Consensus consensus = Consensus.of(state.terms, state, state.panel.agreement(state.terms), 0);
    if (!consensus.sufficient()) {
      return;
    }
    long clique = consensus.clique();
    List<String> nodes = state.panel.nodes(clique);
    String answeredBy = nodes.get(Lot.answerer(draw.seed(), state.terms.requestDigest(), nodes));
    InferenceOutput output = state.panel.replyOf(answeredBy).output();
    Digest digest = Digests.output(output);
    var decision =
        new Decision(
            AnswerStatus.VERIFIED,
            "QUORUM",
            at,
            answeredBy,
            digest,
            nodes,
            consensus.errorPpb(),
            state.auditsAsked > 0);
    String detail = nodes.size() + " of " + state.drawnNodes().size() + " drawn nodes agreed";
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
                .setDrawn(
                    state.terms.hasTarget() ? state.drawnNodes().size() : state.countingNodes())
                .setRequestDigest(terms.requestDigest())
                .setDecidedAt(Instant.ofEpochMilli(decision.at()))
                .build()));
  }

  private void closeAttempt(long at) {
    state.open = false;
    state.floor = at;
    goOn(at);
  }

  /**
   * No attempt is open: asks for another one towards an answer, then towards the truth, or ends.
   */
  private void goOn(long at) {
    if (state.decision == null) {
      if (mayAskMore(at)) {
        return;
      }
      answerWithout(at);
    }
    Agreement agreement = state.panel.agreement(state.terms);
    Optional<String> reason = reasonToAudit(agreement);
    if (reason.isPresent()) {
      ask(AttemptPurpose.AUDIT, reason.get(), at, at + rules.auditPatience().toMillis());
    } else {
      end(at);
    }
  }

  /**
   * Asks for another attempt at an answer, if there is one to ask for. An agreement that too few
   * audits vouch for goes to a backstop node first, which is the cheapest witness and at the same
   * time audits the others; where nobody agrees, or the backstop disagrees, the market is asked
   * again as long as the policy has it, and then once more the backstop.
   */
  private boolean mayAskMore(long at) {
    Terms terms = state.terms;
    if (terms.requestDeadline() - at < rules.usefulTime().toMillis()) {
      return false;
    }
    boolean market = !state.marketExhausted && state.countingAttempts() < terms.maxAttempts();
    boolean backstop =
        terms.hasTarget() && state.auditsAsked < MOST_AUDITS && state.panel.replicas() != 0;
    Agreement agreement = state.panel.agreement(terms);
    boolean agreed =
        Long.bitCount(agreement.largestClique(state.panel.replicas(), 0)) >= terms.quorum();
    if (backstop && (!market || agreed && state.auditsAsked == 0)) {
      String reason = dissent(agreement) ? "DISSENT" : "CREDIBILITY";
      ask(AttemptPurpose.AUDIT, reason, at, terms.requestDeadline());
    } else if (market) {
      String reason = agreed && terms.hasTarget() ? "CREDIBILITY" : "NO_QUORUM";
      ask(AttemptPurpose.ESCALATION, reason, at, terms.requestDeadline());
    } else {
      return false;
    }
    return true;
  }

  private void answerWithout(long at) {
    boolean expired = at >= state.terms.requestDeadline();
    Decision decision =
        expired
            ? Decision.without(AnswerStatus.EXPIRED, "DEADLINE", state.terms.requestDeadline())
            : Decision.without(AnswerStatus.UNVERIFIED, "NO_QUORUM", at);
    String detail =
        (state.terms.hasTarget() ? "no sufficient agreement of " : "no quorum of ")
            + state.drawnNodes().size()
            + " drawn nodes in "
            + state.draws.size()
            + " attempts";
    answer(decision, detail, null, 0);
  }

  /** Why the request is audited now that it is answered; empty when nothing is left to find out. */
  private Optional<String> reasonToAudit(Agreement agreement) {
    if (state.auditsAsked == 0) {
      if (dissent(agreement)) {
        return Optional.of("DISSENT");
      }
      return state.decision.verified() && sampled() ? Optional.of("SAMPLED") : Optional.empty();
    }
    Audit audit = Audit.of(state.terms, state.panel, agreement);
    boolean doubt =
        state.decision.verified()
            && audit.judges()
            && !audit.corroborated()
            && audit.contradicts(state.decision);
    return doubt && state.auditsAsked <= MOST_AUDITS ? Optional.of(CONTRADICTED) : Optional.empty();
  }

  private boolean sampled() {
    return Lot.audited(state.draws.get(0).seed(), state.terms, state.leastAudits());
  }

  private boolean dissent(Agreement agreement) {
    return agreement.isDivided(state.panel.replicas());
  }

  private void ask(AttemptPurpose purpose, String reason, long at, long until) {
    state.lastAttempt++;
    state.awaited = new Awaited(state.lastAttempt, purpose, until);
    boolean audit = purpose == AttemptPurpose.AUDIT;
    if (audit) {
      // A confirmation is asked for once.
      state.auditsAsked = reason.equals(CONTRADICTED) ? MOST_AUDITS + 1 : state.auditsAsked + 1;
    }
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
    var closing = new Closing(rules, state, at);
    Effect.Close close = closing.effect();
    effects.add(close);
    effects.add(new Effect.Observe(closing.observation(close.verdict())));
    if (state.terms.shadow() != null) {
      effects.add(new Effect.Shadow(new ShadowClosing(state, close.verdict()).verdict()));
    }
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
