package io.infera.dispatcher.domain;

import io.infera.event.RosterChange;
import java.util.List;

/** How a draw ended. */
public sealed interface DrawOutcome {
  /**
   * Enough nodes were found.
   *
   * @param nodes as they stand in the roster, in the order of the draw
   * @param saturated nodes passed over because they had as many jobs in flight as they may, in
   *     nodeId order
   */
  record Drawn(List<RosterChange> nodes, List<String> saturated) implements DrawOutcome {
    public Drawn {
      nodes = List.copyOf(nodes);
      saturated = List.copyOf(saturated);
    }
  }

  /**
   * Too few nodes are eligible now.
   *
   * @param wanted how many were wanted
   * @param found how many could have been drawn
   */
  record TooFew(int wanted, int found) implements DrawOutcome {}
}
