package io.infera.settlement.domain.rewards;

import io.infera.event.Outcome;
import java.math.BigInteger;

/**
 * What a node has done in an epoch.
 *
 * @param drawn how often it was drawn
 * @param answered of these, how often it gave an answer that could be judged
 * @param right of these, how often the answer was right
 * @param wrong of these, how often an audit showed it wrong
 * @param tokens verified tokens that it was paid for
 */
public record Participation(long drawn, long answered, long right, long wrong, long tokens) {
  private static final long PPM = 1_000_000;

  /** Nothing. */
  static final Participation NONE = new Participation(0, 0, 0, 0, 0);

  /** Paid for so many tokens. */
  static Participation paid(int tokens) {
    return new Participation(1, 1, 1, 0, tokens);
  }

  /** Shown wrong. */
  static Participation faulty() {
    return new Participation(1, 1, 0, 1, 0);
  }

  /**
   * Neither paid nor shown wrong. A dissent that nobody audited counts for nothing and against
   * nothing: in doubt nobody pays.
   */
  static Participation unpaid(Outcome outcome) {
    return switch (outcome) {
      case AGREED, VINDICATED -> new Participation(1, 1, 1, 0, 0);
      case FAULTY -> faulty();
      case DISSENTED, INCONCLUSIVE -> new Participation(1, 1, 0, 0, 0);
      case FAILED, INADMISSIBLE, SILENT -> new Participation(1, 0, 0, 0, 0);
    };
  }

  Participation plus(Participation more) {
    return new Participation(
        drawn + more.drawn,
        answered + more.answered,
        right + more.right,
        wrong + more.wrong,
        tokens + more.tokens);
  }

  /** Share of what it was drawn for that it answered, in parts per million; rounded down. */
  public long availabilityPpm() {
    return drawn == 0 ? 0 : answered * PPM / drawn;
  }

  /**
   * Share of what was found out about its answers that was right, in parts per million; rounded
   * down.
   */
  public long accuracyPpm() {
    long known = right + wrong;
    return known == 0 ? 0 : right * PPM / known;
  }

  /** Its weight in the epoch's emission: tokens times availability times accuracy. */
  public BigInteger weight() {
    return BigInteger.valueOf(tokens)
        .multiply(BigInteger.valueOf(availabilityPpm()))
        .multiply(BigInteger.valueOf(accuracyPpm()));
  }
}
