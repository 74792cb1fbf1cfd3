package io.infera.settlement.keeper;

import io.infera.settlement.RangeReader;
import io.infera.settlement.SettlementReader;
import io.infera.settlement.domain.Anchored;
import io.infera.settlement.domain.Archive;
import io.infera.settlement.domain.ArchivedBatch;
import io.infera.settlement.domain.Batch;
import io.infera.settlement.domain.DamagedArchiveException;
import io.infera.settlement.domain.OffsetRange;
import java.util.Optional;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An archive of one's own: every anchored batch, made again from the log and held against the
 * chain. So whoever keeps one needs nobody's files, and can give them to others.
 */
final class ArchiveMirror {
  private static final Logger LOG = LoggerFactory.getLogger(ArchiveMirror.class);

  private final Archive archive;
  private final RangeReader ranges;
  private final IntFunction<SettlementReader> readers;
  private SettlementReader reader;

  /**
   * @param readers makes a reader for so many lanes
   */
  ArchiveMirror(Archive archive, RangeReader ranges, IntFunction<SettlementReader> readers) {
    this.archive = archive;
    this.ranges = ranges;
    this.readers = readers;
  }

  /**
   * The batch that was anchored, from the disk or from the log.
   *
   * @throws IllegalStateException when the log gives another one
   */
  ArchivedBatch of(Anchored anchored) {
    Optional<ArchivedBatch> there = known(anchored);
    if (there.isPresent()) {
      return there.get();
    }
    Batch batch = again(anchored.range());
    if (!batch.root().equals(anchored.root())) {
      throw new IllegalStateException(
          "%s is anchored with root %s, and the log gives %s: whoever anchored it did not go by the log"
              .formatted(anchored.range(), anchored.root(), batch.root()));
    }
    return archive.write(batch);
  }

  private Batch again(OffsetRange range) {
    if (reader == null) {
      reader = readers.apply(ranges.lanes());
    }
    return reader.batch(range, ranges.read(range));
  }

  private Optional<ArchivedBatch> known(Anchored anchored) {
    int lane = anchored.range().lane();
    long first = anchored.range().first();
    try {
      Optional<ArchivedBatch> found = archive.at(lane, first);
      if (found.isEmpty() || found.get().batch().root().equals(anchored.root())) {
        return found;
      }
      LOG.warn(
          "{}: the chain has another batch than the copy, which is made anew", anchored.range());
    } catch (DamagedArchiveException e) {
      LOG.warn("{}; it is made anew", e.getMessage());
    }
    archive.setAside(lane, first);
    return Optional.empty();
  }
}
