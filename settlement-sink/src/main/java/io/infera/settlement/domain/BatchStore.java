package io.infera.settlement.domain;

import java.util.Optional;

/** Where batches are kept before they are sent. */
public interface BatchStore {
  /**
   * Keeps a batch; when this returns it outlives a crash. Keeping the same one again changes
   * nothing.
   *
   * @throws ArchiveConflictException when another batch begins at the same offset
   */
  ArchivedBatch write(Batch batch);

  /**
   * The batch that begins at an offset.
   *
   * @throws DamagedArchiveException when it cannot be read
   */
  Optional<ArchivedBatch> at(int lane, long firstOffset);

  /** Takes the batch that begins at an offset out of the way, for people to look at. */
  void setAside(int lane, long firstOffset);
}
