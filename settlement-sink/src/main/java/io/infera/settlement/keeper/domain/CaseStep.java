package io.infera.settlement.keeper.domain;

import java.util.function.Supplier;

/** What is to be done about a fault that is anchored. */
public enum CaseStep {
  /** Bring the evidence to the contract. */
  ACCUSE,
  /** Have the case carried out. */
  SLASH,
  /** Nothing now. */
  WAIT,
  /** Nothing any more. */
  FORGET;

  /**
   * Goes by how the case stands now; but it is forgotten only when it was over in a block with its
   * confirmations, since what ended it in a younger one may be taken back.
   *
   * @param now as of the head
   * @param deep as of the last block with its confirmations; asked for only when it matters
   * @param time of the head, seconds since 1970
   */
  public static CaseStep of(CaseView now, Supplier<CaseView> deep, long time) {
    if (now.isOver()) {
      return deep.get().isOver() ? FORGET : WAIT;
    }
    if (now.state() == CaseView.State.NONE) {
      return ACCUSE;
    }
    return now.ripeAt() <= time ? SLASH : WAIT;
  }
}
