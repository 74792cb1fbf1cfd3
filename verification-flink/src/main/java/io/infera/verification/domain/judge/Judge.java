package io.infera.verification.domain.judge;

import io.infera.event.Disposition;
import io.infera.event.DispositionKind;
import io.infera.event.ReplicaResult;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Judges requests: a pure function from a case and a record to effects. The case passed in is
 * changed; the judge itself has no state.
 *
 * <p>The shell owes it: dispositions and results of one request each in offset order (the two
 * topics interleaved in any way), the time of each record as the running maximum of its partition's
 * LogAppendTime, records in the right partition only ({@link
 * io.infera.verification.domain.Routing}), and a call of {@link #onTime} when the time of {@link
 * #nextTimer} is reached by the watermark, that is when every record up to and including that time
 * has been handed in. A call of {@code onTime} that is not due does nothing, so timers need not be
 * deleted.
 *
 * <p>Then the effects do not depend on how the topics were interleaved, with one bound: of results
 * that come before their disposition at most {@link JudgeRules#maxBuffered} are kept for a request.
 * Only properly signed ones are, one for each node and attempt, so it takes as many keys that may
 * write to the topic to fill it.
 */
public final class Judge {
  private final JudgeRules rules;
  private final Admissibility admissibility;

  /**
   * @param rules the same for every replay
   * @param signer finds who signed a result
   */
  public Judge(JudgeRules rules, ResultSigner signer) {
    this.rules = rules;
    this.admissibility = new Admissibility(rules.networkId(), signer);
  }

  /** What judgements name as the reason why a result is inadmissible. */
  public static List<String> inadmissibleReasons() {
    return Stream.of(Reply.Fitness.values())
        .filter(fitness -> fitness != Reply.Fitness.ADMISSIBLE && fitness != Reply.Fitness.FAILED)
        .map(Enum::name)
        .toList();
  }

  /** Takes a disposition that stands in infera.assignments with the given time. */
  public List<Effect> on(RequestCase state, Disposition disposition, Instant time) {
    var proceedings = new Proceedings(rules, state);
    int attempt = disposition.getAttempt();
    if (state.ended() || state.terms == null && forgotten(disposition, time)) {
      return proceedings.ignore(Ignored.ENDED, "", attempt);
    }
    Draw draw = Draw.of(disposition, time.toEpochMilli());
    if (state.terms == null) {
      return first(proceedings, state, disposition, draw);
    }
    if (attempt < 1
        || attempt < state.lastAttempt
        || attempt == state.lastAttempt && state.awaited == null) {
      return proceedings.ignore(Ignored.REPEATED_DISPOSITION, "", attempt);
    }
    if (state.earlyDraws.stream().anyMatch(early -> early.attempt() == attempt)) {
      return proceedings.ignore(Ignored.REPEATED_DISPOSITION, "", attempt);
    }
    if (malformed(disposition)
        || !disposition.getRequestDigest().equals(state.terms.requestDigest())) {
      return proceedings.ignore(Ignored.MALFORMED_DISPOSITION, "", attempt);
    }
    if (state.awaited != null && state.awaited.attempt() == attempt) {
      proceedings.follow(draw);
    } else if (state.earlyDraws.size() < rules.maxBuffered()) {
      state.earlyDraws.add(draw);
    } else {
      proceedings.ignore(Ignored.BUFFER_FULL, "", attempt);
    }
    return proceedings.effects();
  }

  /** Takes a result that stands in infera.results with the given time. */
  public List<Effect> on(RequestCase state, ReplicaResult result, Instant time) {
    var proceedings = new Proceedings(rules, state);
    String node = result.getNodeId();
    int attempt = result.getAttempt();
    if (state.ended()) {
      return proceedings.ignore(Ignored.ENDED, node, attempt);
    }
    boolean early =
        attempt > state.lastAttempt || attempt == state.lastAttempt && state.awaited != null;
    Optional<Ignored> unwanted = early ? unbufferable(state, result) : unassigned(state, result);
    if (unwanted.isPresent()) {
      return proceedings.ignore(unwanted.get(), node, attempt);
    }
    Optional<Claim> claim = admissibility.signed(result, time.toEpochMilli());
    if (claim.isEmpty()) {
      return proceedings.ignore(Ignored.BAD_SIGNATURE, node, attempt);
    }
    if (early) {
      state.earlyClaims.add(claim.get());
    } else {
      proceedings.take(claim.get());
    }
    return proceedings.effects();
  }

  /** Event time has reached {@code now}: everything due until then is decided. */
  public List<Effect> onTime(RequestCase state, Instant now) {
    var proceedings = new Proceedings(rules, state);
    long millis = now.toEpochMilli();
    if (state.ended()) {
      state.forgotten |= state.forgetAt <= millis;
    } else if (state.terms == null) {
      dropOrphans(proceedings, state, millis);
    } else {
      proceedings.elapse(millis);
    }
    return proceedings.effects();
  }

  /**
   * When {@link #onTime} must be called next; empty when only records matter, or the case is
   * forgettable.
   */
  public Optional<Instant> nextTimer(RequestCase state) {
    if (state.forgettable()) {
      return Optional.empty();
    }
    if (state.ended()) {
      return Optional.of(Instant.ofEpochMilli(state.forgetAt));
    }
    if (state.terms == null) {
      long first = state.earlyClaims.stream().mapToLong(Claim::time).min().orElseThrow();
      return Optional.of(Instant.ofEpochMilli(first).plus(rules.orphanPatience()));
    }
    return Optional.of(Instant.ofEpochMilli(state.nextDue()));
  }

  private List<Effect> first(
      Proceedings proceedings, RequestCase state, Disposition disposition, Draw draw) {
    if (disposition.getAttempt() != 1) {
      return proceedings.ignore(Ignored.UNEXPECTED_DISPOSITION, "", disposition.getAttempt());
    }
    if (!draw.assigned()) {
      // The dispatcher has answered it, and nothing is settled.
      proceedings.forget(Math.max(draw.time(), disposition.getRequestDeadline().toEpochMilli()));
    } else if (disposition.getPolicy() == null || draw.isAudit() || malformed(disposition)) {
      return proceedings.ignore(Ignored.MALFORMED_DISPOSITION, "", 1);
    } else {
      state.terms = Terms.of(disposition);
      proceedings.open(draw);
    }
    return proceedings.effects();
  }

  private static boolean malformed(Disposition disposition) {
    return disposition.getKind() == DispositionKind.ASSIGNED
        && (disposition.getDraw() == null || disposition.getNodes().isEmpty());
  }

  /**
   * True when the request would have been forgotten by now, had it been judged: a disposition so
   * late is a repetition. (A dispatcher does not assign after the deadline.)
   */
  private boolean forgotten(Disposition disposition, Instant time) {
    return disposition.getRequestDeadline().plus(rules.remember()).isBefore(time);
  }

  private Optional<Ignored> unbufferable(RequestCase state, ReplicaResult result) {
    boolean known =
        state.earlyClaims.stream()
            .anyMatch(
                claim ->
                    claim.attempt() == result.getAttempt()
                        && claim.nodeId().equals(result.getNodeId())
                        && claim.requestDigest().equals(result.getRequestDigest()));
    if (known) {
      return Optional.of(Ignored.DUPLICATE);
    }
    return state.earlyClaims.size() < rules.maxBuffered()
        ? Optional.empty()
        : Optional.of(Ignored.BUFFER_FULL);
  }

  private static Optional<Ignored> unassigned(RequestCase state, ReplicaResult result) {
    if (!state.open || state.lastAttempt != result.getAttempt()) {
      return Optional.of(Ignored.LATE);
    }
    return state.lastDraw().nodes().contains(result.getNodeId())
        ? Optional.empty()
        : Optional.of(Ignored.NOT_ASSIGNED);
  }

  private void dropOrphans(Proceedings proceedings, RequestCase state, long now) {
    long patience = rules.orphanPatience().toMillis();
    for (Claim claim : List.copyOf(state.earlyClaims)) {
      if (claim.time() + patience <= now) {
        state.earlyClaims.remove(claim);
        proceedings.ignore(Ignored.ORPHAN, claim.nodeId(), claim.attempt());
      }
    }
  }
}
