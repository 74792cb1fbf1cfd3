package io.infera.settlement.domain;

import java.util.List;

/**
 * A batch, and the signatures under which it is anchored.
 *
 * @param archived the batch
 * @param signatures of attesters, as many as the contract demands; none when it demands none
 */
public record AttestedBatch(ArchivedBatch archived, List<Attestation.Signed> signatures) {
  public AttestedBatch {
    signatures = List.copyOf(signatures);
  }

  /** A batch that nobody has to sign. */
  public static AttestedBatch unsigned(ArchivedBatch archived) {
    return new AttestedBatch(archived, List.of());
  }

  /** What it covers. */
  public OffsetRange range() {
    return archived.batch().range();
  }
}
