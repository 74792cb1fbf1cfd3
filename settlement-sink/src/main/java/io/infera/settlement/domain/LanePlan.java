package io.infera.settlement.domain;

import java.util.Optional;

/** What a lane does next, once no transaction of its own is on the way. */
public sealed interface LanePlan {
  /**
   * A batch is archived where the chain stands: send it. It may have been sent before; the chain
   * takes it once.
   */
  record Anchor(OffsetRange range) implements LanePlan {}

  /** What was read begins where the chain stands: read on, and cut a batch when there is enough. */
  record Collect() implements LanePlan {}

  /** What was read begins elsewhere: forget it and read from the chain's position. */
  record Seek(long offset) implements LanePlan {}

  /** Nothing that this process can do is right: people must look. */
  record Halt(String reason) implements LanePlan {}

  /**
   * Where a lane stands.
   *
   * @param lane which one
   * @param position the chain's next offset
   * @param archived range of the batch that is archived there, if any
   * @param buffered where what was read from the log begins; empty when nothing was read yet
   * @param logStart the log's first offset that still exists
   * @param logEnd the log's first offset that does not exist yet
   */
  record Situation(
      int lane,
      long position,
      Optional<OffsetRange> archived,
      Optional<Long> buffered,
      long logStart,
      long logEnd) {}

  /**
   * The plan. The chain's position decides; the archive comes before the log, since what is
   * archived may be on its way to the chain already, and the log may have forgotten it.
   */
  static LanePlan of(Situation now) {
    if (now.archived().isPresent()) {
      return new Anchor(now.archived().get());
    }
    if (now.position() > now.logEnd()) {
      return new Halt(
          "lane %d is anchored up to offset %d, but its log ends at %d: the topic was made anew, or this is the contract of another network"
              .formatted(now.lane(), now.position(), now.logEnd()));
    }
    if (now.position() < now.logStart()) {
      return new Halt(
          "lane %d is anchored up to offset %d, but its log begins at %d: settlements were deleted before they were anchored, and the archive does not have them"
              .formatted(now.lane(), now.position(), now.logStart()));
    }
    boolean inPlace = now.buffered().filter(start -> start == now.position()).isPresent();
    return inPlace ? new Collect() : new Seek(now.position());
  }
}
