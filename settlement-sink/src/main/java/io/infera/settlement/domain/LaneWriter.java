package io.infera.settlement.domain;

import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one lane to the chain: a batch at a time, archived before it is sent, one transaction on
 * the way. Where it stands it learns from the chain alone; when the chain steps back, so does the
 * lane.
 *
 * @param <R> a record of the log
 */
public final class LaneWriter<R> {
  private static final Logger LOG = LoggerFactory.getLogger(LaneWriter.class);

  private final int lane;
  private final AnchorSender sender;
  private final Parts<R> parts;
  private final LaneBuffer<R> buffer;
  private boolean positioned;
  private Optional<Flight> flight = Optional.empty();
  private Optional<String> halted = Optional.empty();

  /** What all lanes share. */
  public record Parts<R>(
      LaneLog log,
      BatchMaker<R> maker,
      BatchStore store,
      Attestors attestors,
      BatchPolicy policy,
      SinkEvents events,
      Step.Listener steps) {}

  /**
   * @param sender sends from the lane's account, which other lanes may share
   */
  public LaneWriter(int lane, AnchorSender sender, Parts<R> parts) {
    this.lane = lane;
    this.sender = sender;
    this.parts = parts;
    this.buffer = new LaneBuffer<>(parts.policy());
  }

  /** Takes a record that was read. */
  public void received(long offset, R record, long nowNanos) {
    buffer.add(offset, record, nowNanos);
    if (buffer.full()) {
      parts.log().pause(lane, true);
    }
  }

  /** Why the lane stands still and cannot help itself; empty when it works. */
  public Optional<String> halted() {
    return halted;
  }

  /**
   * Does what is to be done next.
   *
   * @param position the chain's next offset of this lane
   */
  public void advance(long position, long nowNanos) {
    if (flight.isPresent() && position == flight.get().range().first()) {
      attend(flight.get(), nowNanos);
      return;
    }
    if (flight.isPresent()) {
      // It has arrived, or the chain went elsewhere: either way the position says what is next.
      sender.done(lane);
      flight = Optional.empty();
      parts.steps().at(Step.ARRIVED);
    }
    act(position, nowNanos);
  }

  private void attend(Flight waiting, long nowNanos) {
    if (sender.late(waiting, nowNanos)) {
      parts.events().resent();
      track(sender.sendAgain(waiting, nowNanos));
    }
  }

  private void act(long position, long nowNanos) {
    Optional<ArchivedBatch> archived = archivedAt(position);
    LanePlan plan = plan(position, archived);
    halted = plan instanceof LanePlan.Halt halt ? halt(halt) : Optional.empty();
    if (plan instanceof LanePlan.Anchor) {
      send(archived.orElseThrow(), nowNanos);
    } else if (plan instanceof LanePlan.Seek seek) {
      buffer.restart(seek.offset());
      parts.log().seek(lane, seek.offset());
      positioned = true;
      parts.steps().at(Step.SOUGHT);
    } else if (plan instanceof LanePlan.Collect && buffer.ready(nowNanos)) {
      send(archive(), nowNanos);
    }
  }

  private LanePlan plan(long position, Optional<ArchivedBatch> archived) {
    LanePlan plan = LanePlan.of(situation(position, archived));
    if (plan instanceof LanePlan.Halt) {
      // What is known of the log's bounds may be old.
      parts.log().refreshBounds();
      plan = LanePlan.of(situation(position, archived));
    }
    return plan;
  }

  private LanePlan.Situation situation(long position, Optional<ArchivedBatch> archived) {
    return new LanePlan.Situation(
        lane,
        position,
        archived.map(batch -> batch.batch().range()),
        positioned ? Optional.of(buffer.start()) : Optional.empty(),
        parts.log().start(lane),
        parts.log().end(lane));
  }

  private Optional<String> halt(LanePlan.Halt halt) {
    if (halted.isEmpty()) {
      LOG.error("Lane {} stands still: {}", lane, halt.reason());
    }
    return Optional.of(halt.reason());
  }

  private Optional<ArchivedBatch> archivedAt(long position) {
    try {
      return parts.store().at(lane, position);
    } catch (DamagedArchiveException e) {
      LOG.warn("{}; it is set aside and made again from the log", e.getMessage());
      parts.store().setAside(lane, position);
      return Optional.empty();
    }
  }

  /**
   * Makes the next batch of what was read: dead letters first, then the archive; both are safe
   * before anything is sent.
   */
  private ArchivedBatch archive() {
    var cut = buffer.next();
    Batch batch = parts.maker().batch(new OffsetRange(lane, cut.first(), cut.next()), cut.values());
    parts.steps().at(Step.MADE);
    ArchivedBatch archived = parts.store().write(batch);
    buffer.drop(cut.next());
    if (!buffer.full()) {
      parts.log().pause(lane, false);
    }
    parts.steps().at(Step.ARCHIVED);
    return archived;
  }

  /** Without enough signatures the batch stays in the archive, where the next turn finds it. */
  private void send(ArchivedBatch archived, long nowNanos) {
    Optional<List<Attestation.Signed>> signatures = parts.attestors().signatures(archived);
    if (signatures.isPresent()) {
      parts.events().sent();
      track(sender.send(new AttestedBatch(archived, signatures.get()), nowNanos));
    }
  }

  private void track(Optional<Flight> sent) {
    flight = sent;
    if (sent.isEmpty()) {
      parts.events().givenUp();
    }
    parts.steps().at(Step.SENT);
  }
}
