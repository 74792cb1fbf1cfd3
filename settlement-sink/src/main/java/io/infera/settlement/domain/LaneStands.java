package io.infera.settlement.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where each lane stood at a block, by lane. Batches are contiguous, so events that do not lead
 * from where the lanes stood before to where the contract says that they stand after are not all
 * there are.
 *
 * @param next next offset by lane; empty when it is not known. A lane that is not named was at its
 *     beginning
 */
public record LaneStands(Optional<List<Long>> next) {
  /** Nobody knows where. */
  public static final LaneStands UNKNOWN = new LaneStands(Optional.empty());

  /** Before the first batch. */
  public static final LaneStands BEGIN = new LaneStands(Optional.of(List.of()));

  public LaneStands {
    next = next.map(List::copyOf);
  }

  public static LaneStands of(List<Long> next) {
    return new LaneStands(Optional.of(next));
  }

  /** Whether events are all that happened until the lanes stood where they stand then. */
  boolean lead(List<Anchored> events, LaneStands then) {
    if (next.isEmpty() || then.next().isEmpty()) {
      return true;
    }
    var stands = new ArrayList<>(next.get());
    for (Anchored event : events) {
      OffsetRange range = event.range();
      while (stands.size() <= range.lane()) {
        stands.add(0L);
      }
      if (stands.set(range.lane(), range.next()) != range.first()) {
        return false;
      }
    }
    List<Long> there = then.next().get();
    for (int lane = 0; lane < Math.max(stands.size(), there.size()); lane++) {
      if (at(stands, lane) != at(there, lane)) {
        return false;
      }
    }
    return true;
  }

  private static long at(List<Long> stands, int lane) {
    return lane < stands.size() ? stands.get(lane) : 0;
  }
}
