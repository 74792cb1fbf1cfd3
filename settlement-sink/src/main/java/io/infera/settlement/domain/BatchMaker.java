package io.infera.settlement.domain;

import java.util.List;
import java.util.Optional;

/**
 * Makes batches of records. The same range of the same log is always the same batch.
 *
 * @param <R> a record as it was read
 */
public interface BatchMaker<R> {
  /** The batch of a range. What could not be read is kept as dead letters when this returns. */
  Batch batch(OffsetRange range, List<R> records);

  /** The batch of a range that is read again; empty when the log no longer has it. */
  Optional<Batch> again(OffsetRange range);
}
