package io.infera.verification.domain.judge;

import io.infera.event.AttemptPurpose;
import io.infera.verification.domain.StateInput;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The state of one request: what was drawn, what came back, what was decided. Changed by the {@link
 * Judge} alone.
 *
 * <p>A case begins empty, waits for its first disposition, then has an attempt open or one awaited,
 * and ends. An ended case keeps nothing but the time until which it must be remembered.
 */
public final class RequestCase {
  /** Null until the first disposition. */
  Terms terms;

  /** Attempts that were opened, in order. */
  final List<Draw> draws = new ArrayList<>(1);

  /** The highest attempt that was opened or asked for; 0 before the first. */
  int lastAttempt;

  /** True while the last of the draws is open. */
  boolean open;

  /** Null unless an attempt is awaited. */
  Awaited awaited;

  /** Null until the answer is given. */
  Decision decision;

  /** When the last attempt closed: no later decision bears an earlier time. */
  long floor = Long.MIN_VALUE;

  /** How many audits were asked for. */
  int auditsAsked;

  /** True when the market had no more nodes for the request. */
  boolean marketExhausted;

  Panel panel = new Panel();

  /** Signed results for attempts that are not open yet, in offset order. */
  final List<Claim> earlyClaims = new ArrayList<>(0);

  /** Dispositions of attempts that are not awaited yet, the first of each. */
  final List<Draw> earlyDraws = new ArrayList<>(0);

  /**
   * When an ended case may be forgotten, milliseconds since 1970; {@link Long#MAX_VALUE} before its
   * end.
   */
  long forgetAt = Long.MAX_VALUE;

  /** True when the case was remembered for long enough. */
  boolean forgotten;

  private RequestCase() {}

  /** A case about which nothing is known yet. */
  public static RequestCase empty() {
    return new RequestCase();
  }

  /** True when nothing of it needs to be kept: the shell clears its state. */
  public boolean forgettable() {
    return forgotten || terms == null && !ended() && earlyClaims.isEmpty() && earlyDraws.isEmpty();
  }

  /** True while results of an attempt are awaited. */
  public boolean attemptOpen() {
    return open;
  }

  /** True when the request has ended, by a verdict or because the dispatcher refused it. */
  public boolean ended() {
    return forgetAt != Long.MAX_VALUE;
  }

  /** Until when an ended request must be remembered, milliseconds since 1970. */
  public long forgetAt() {
    return forgetAt;
  }

  /** An independent copy. */
  public RequestCase copy() {
    var copy = new RequestCase();
    copy.terms = terms;
    copy.draws.addAll(draws);
    copy.lastAttempt = lastAttempt;
    copy.open = open;
    copy.awaited = awaited;
    copy.decision = decision;
    copy.floor = floor;
    copy.auditsAsked = auditsAsked;
    copy.marketExhausted = marketExhausted;
    copy.panel = panel.copy();
    copy.earlyClaims.addAll(earlyClaims);
    copy.earlyDraws.addAll(earlyDraws);
    copy.forgetAt = forgetAt;
    copy.forgotten = forgotten;
    return copy;
  }

  /** The state in the newest {@link CaseFormat}. */
  public byte[] toBytes() {
    return CaseFormat.write(this);
  }

  /**
   * Reads a state written by {@link #toBytes} of this or an earlier version.
   *
   * @throws IllegalArgumentException when the version is unknown or the bytes are cut short or
   *     damaged
   */
  public static RequestCase fromBytes(byte[] bytes) {
    return StateInput.whole(bytes, whole -> CaseFormat.read(whole, new RequestCase()));
  }

  /** When something is due that no record need bring about; {@link Long#MAX_VALUE} for never. */
  long nextDue() {
    if (terms == null) {
      return Long.MAX_VALUE;
    }
    long due = decision == null ? terms.requestDeadline() : Long.MAX_VALUE;
    if (open) {
      due = Math.min(due, lastDraw().deadline());
    }
    return awaited == null ? due : Math.min(due, awaited.until());
  }

  /** The attempt opened last. */
  Draw lastDraw() {
    return draws.get(draws.size() - 1);
  }

  /** Every node drawn so far, in nodeId order. */
  List<String> drawnNodes() {
    var nodes = new TreeSet<String>();
    draws.forEach(draw -> nodes.addAll(draw.nodes()));
    return List.copyOf(nodes);
  }

  /** Nodes drawn for attempts that count towards a quorum. */
  int countingNodes() {
    return draws.stream()
        .filter(draw -> !draw.isAudit())
        .mapToInt(draw -> draw.nodes().size())
        .sum();
  }

  /** Attempts at a quorum so far. */
  int countingAttempts() {
    return (int) draws.stream().filter(draw -> draw.purpose() != AttemptPurpose.AUDIT).count();
  }

  /** Audits that the least credible of those behind the answer has passed, in thousandths. */
  long leastAudits() {
    return decision.clique().stream()
        .mapToLong(node -> panel.audits(panel.mask(List.of(node))))
        .min()
        .orElse(0);
  }
}
