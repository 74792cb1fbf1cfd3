package io.infera.settlement;

import io.infera.settlement.chain.AnchorSender;
import io.infera.settlement.chain.AnchorSender.Flight;
import io.infera.settlement.domain.Archive;
import io.infera.settlement.domain.ArchivedBatch;
import io.infera.settlement.domain.Batch;
import io.infera.settlement.domain.BatchPolicy;
import io.infera.settlement.domain.DamagedArchiveException;
import io.infera.settlement.domain.LaneBuffer;
import io.infera.settlement.domain.LanePlan;
import io.infera.settlement.domain.OffsetRange;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one lane to the chain: a batch at a time, archived before it is sent, one transaction on
 * the way. Where it stands it learns from the chain alone; when the chain steps back, so does the
 * lane.
 */
final class LaneWriter {
  private static final Logger LOG = LoggerFactory.getLogger(LaneWriter.class);

  private final int lane;
  private final Parts parts;
  private final LaneBuffer<ConsumerRecord<byte[], byte[]>> buffer;
  private boolean positioned;
  private Optional<Flight> flight = Optional.empty();
  private long sentAtNanos;
  private Optional<String> halted = Optional.empty();

  /** What all lanes share. */
  record Parts(
      SettlementSource source,
      SettlementReader reader,
      ReceiptWriter writer,
      Archive archive,
      AnchorSender sender,
      BatchPolicy policy,
      Duration resendAfter,
      SinkMetrics metrics) {}

  LaneWriter(int lane, Parts parts) {
    this.lane = lane;
    this.parts = parts;
    this.buffer = new LaneBuffer<>(parts.policy());
  }

  /** Takes a record that was read. */
  void received(ConsumerRecord<byte[], byte[]> record, long nowNanos) {
    buffer.add(record.offset(), record, nowNanos);
    if (buffer.full()) {
      parts.source().pause(lane, true);
    }
  }

  /** Why the lane stands still and cannot help itself; empty when it works. */
  Optional<String> halted() {
    return halted;
  }

  /**
   * Does what is to be done next.
   *
   * @param position the chain's next offset of this lane
   */
  void advance(long position, long nowNanos) {
    if (flight.isPresent()) {
      awaitArrival(flight.get(), position, nowNanos);
    }
    if (flight.isEmpty()) {
      act(position, nowNanos);
    }
  }

  private void awaitArrival(Flight sent, long position, long nowNanos) {
    if (position != sent.range().first()) {
      parts.sender().landed(lane);
      flight = Optional.empty();
    } else if (nowNanos - sentAtNanos >= parts.resendAfter().toNanos()) {
      sentAtNanos = nowNanos;
      parts.metrics().resent();
      flight = parts.sender().sendAgain(sent);
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
      parts.source().seek(lane, seek.offset());
      positioned = true;
    } else if (plan instanceof LanePlan.Collect && buffer.ready(nowNanos)) {
      send(archive(), nowNanos);
    }
  }

  private LanePlan plan(long position, Optional<ArchivedBatch> archived) {
    LanePlan plan = LanePlan.of(situation(position, archived));
    if (plan instanceof LanePlan.Halt) {
      // What is known of the log's bounds may be old.
      parts.source().refreshBounds();
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
        parts.source().start(lane),
        parts.source().end(lane));
  }

  private Optional<String> halt(LanePlan.Halt halt) {
    if (halted.isEmpty()) {
      LOG.error("Lane {} stands still: {}", lane, halt.reason());
    }
    return Optional.of(halt.reason());
  }

  private Optional<ArchivedBatch> archivedAt(long position) {
    try {
      return parts.archive().at(lane, position);
    } catch (DamagedArchiveException e) {
      LOG.warn("{}; it is set aside and made again from the log", e.getMessage());
      parts.archive().setAside(e.file());
      return Optional.empty();
    }
  }

  /**
   * Makes the next batch of what was read: dead letters first, then the archive; both are safe
   * before anything is sent.
   */
  private ArchivedBatch archive() {
    var cut = buffer.next();
    Batch batch =
        parts.reader().batch(new OffsetRange(lane, cut.first(), cut.next()), cut.values());
    parts.writer().flush();
    ArchivedBatch archived = parts.archive().write(batch);
    buffer.drop(cut.next());
    if (!buffer.full()) {
      parts.source().pause(lane, false);
    }
    return archived;
  }

  private void send(ArchivedBatch archived, long nowNanos) {
    flight = Optional.of(parts.sender().send(archived));
    sentAtNanos = nowNanos;
    parts.metrics().sent();
  }
}
