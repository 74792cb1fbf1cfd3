package io.infera.settlement.keeper.domain;

import java.util.Objects;

/**
 * How a case stood at a block.
 *
 * @param state how far it had come
 * @param ripeAt when it can be carried out, seconds since 1970; 0 before it is opened
 * @param hasStake whether the accused had anything that could be taken
 */
public record CaseView(State state, long ripeAt, boolean hasStake) {
  public CaseView {
    Objects.requireNonNull(state, "state");
  }

  /** In the order of {@code NodeStaking.CaseState}. */
  public enum State {
    NONE,
    OPEN,
    APPEALED,
    REFUTED,
    ACQUITTED,
    SLASHED;

    /** Whether nothing can come of it any more. */
    boolean hasEnded() {
      return compareTo(REFUTED) >= 0;
    }
  }

  /** Whether there was nothing left to do: who has nothing at stake can lose nothing. */
  boolean isOver() {
    return state.hasEnded() || state == State.NONE && !hasStake;
  }
}
