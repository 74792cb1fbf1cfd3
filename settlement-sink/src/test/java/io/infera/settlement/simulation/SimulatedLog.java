package io.infera.settlement.simulation;

import io.infera.event.SettlementEvent;
import io.infera.schemas.testing.Records;
import io.infera.settlement.domain.Batch;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.Entry;
import io.infera.settlement.domain.Keccak;
import io.infera.settlement.domain.OffsetRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeSet;

/** Lanes of settlements that grow, with the gaps that transaction markers leave. */
final class SimulatedLog {
  private static final SettlementEvent EVENT = Records.settlement();

  private final List<TreeSet<Long>> lanes = new ArrayList<>();
  private final Map<Long, Bytes32> leaves = new HashMap<>();
  private final long[] ends;
  private final boolean contiguous;

  SimulatedLog(int lanes, boolean contiguous) {
    for (int lane = 0; lane < lanes; lane++) {
      this.lanes.add(new TreeSet<>());
    }
    this.ends = new long[lanes];
    this.contiguous = contiguous;
  }

  boolean contiguous() {
    return contiguous;
  }

  /** Appends settlements to random lanes, a marker after some of them. */
  void append(int count, Random random) {
    for (int i = 0; i < count; i++) {
      int lane = random.nextInt(ends.length);
      lanes.get(lane).add(ends[lane]++);
      if (random.nextInt(4) == 0) {
        ends[lane]++;
      }
    }
  }

  /** The first settlement of a lane at or after an offset. */
  OptionalLong next(int lane, long offset) {
    Long next = lanes.get(lane).ceiling(offset);
    return next == null ? OptionalLong.empty() : OptionalLong.of(next);
  }

  List<Long> within(OffsetRange range) {
    return List.copyOf(lanes.get(range.lane()).subSet(range.first(), range.next()));
  }

  /** All settlements of a lane. */
  List<Long> all(int lane) {
    return List.copyOf(lanes.get(lane));
  }

  long end(int lane) {
    return ends[lane];
  }

  Batch batch(OffsetRange range, List<Long> offsets) {
    var entries = new ArrayList<Entry>();
    for (long offset : offsets) {
      Bytes32 leaf = leaves.computeIfAbsent(offset, key -> Keccak.of("leaf " + key));
      entries.add(new Entry.Settled(offset, EVENT, List.of(leaf)));
    }
    return Batch.of(range, entries);
  }
}
