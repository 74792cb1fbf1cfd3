package io.infera.settlement.domain;

import io.infera.event.SettlementEvent;
import io.infera.schemas.catalog.RequestKey;
import java.util.List;
import java.util.Objects;

/** What stands at an offset of a lane. */
public sealed interface Entry {
  /** Its offset in the lane. */
  long offset();

  /** What it adds to the batch's tree. */
  List<Bytes32> leaves();

  /**
   * A settlement.
   *
   * @param leaves its verdict's leaf, then those of its faults
   */
  record Settled(long offset, SettlementEvent event, List<Bytes32> leaves) implements Entry {
    public Settled {
      Objects.requireNonNull(event, "event");
      leaves = List.copyOf(leaves);
    }

    /**
     * A settlement with the leaves that follow from it.
     *
     * @throws IllegalArgumentException when the chain has no place for it, see {@link Leaves#of}
     */
    public static Settled of(int lane, long offset, SettlementEvent event) {
      return new Settled(offset, event, Leaves.of(lane, offset, event));
    }

    public RequestKey request() {
      return RequestKey.of(event);
    }

    /** The leaf of its verdict. */
    public Bytes32 leaf() {
      return leaves.get(0);
    }
  }

  /**
   * Bytes that are no settlement. They went to the dead-letter topic; here is what they were.
   *
   * @param sha256 digest of the bytes
   */
  record Unreadable(long offset, Bytes32 sha256) implements Entry {
    public Unreadable {
      Objects.requireNonNull(sha256, "sha256");
    }

    @Override
    public List<Bytes32> leaves() {
      return List.of();
    }
  }
}
