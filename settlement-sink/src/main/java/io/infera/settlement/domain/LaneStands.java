package io.infera.settlement.domain;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the lanes stand after the events that were read. Batches are contiguous, so events that do
 * not lead from where a lane stood to where the contract says that it stands are not all there are.
 */
final class LaneStands {
  /** Next offset by lane; none when it is not known. */
  private Optional<Map<Integer, Long>> known;

  private LaneStands(Optional<Map<Integer, Long>> known) {
    this.known = known;
  }

  static LaneStands unknown() {
    return new LaneStands(Optional.empty());
  }

  /** Events are read from the contract's creation on. */
  void begin() {
    known = Optional.of(Map.of());
  }

  /** Events are read from a block on at which the lanes' stand is not known. */
  void forget() {
    known = Optional.empty();
  }

  /**
   * Follows events.
   *
   * @param positions where each lane stands after them, as the contract says
   * @return false when the events do not lead there; then nothing has changed
   */
  boolean advance(List<Anchored> events, List<Long> positions) {
    var stands = new HashMap<>(known.orElse(Map.of()));
    for (Anchored event : events) {
      OffsetRange range = event.range();
      Long before = stands.get(range.lane());
      boolean first = before == null && known.isEmpty();
      if (!first && range.first() != (before == null ? 0 : before)) {
        return false;
      }
      stands.put(range.lane(), range.next());
    }
    for (int lane = 0; lane < positions.size(); lane++) {
      Long stand = known.isEmpty() ? stands.get(lane) : stands.getOrDefault(lane, 0L);
      if (stand != null && !stand.equals(positions.get(lane))) {
        return false;
      }
      stands.put(lane, positions.get(lane));
    }
    known = Optional.of(stands);
    return true;
  }
}
