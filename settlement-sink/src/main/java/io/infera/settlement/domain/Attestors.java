package io.infera.settlement.domain;

import java.util.List;
import java.util.Optional;

/** Those who must sign a batch before it is anchored. */
public interface Attestors {
  /** Nobody: whoever has the role anchors alone. */
  Attestors NONE = batch -> Optional.of(List.of());

  /**
   * The signatures under which a batch can be anchored. Asks for them, and does not wait.
   *
   * @return as many as the contract demands, none when it demands none; empty when there are too
   *     few so far
   */
  Optional<List<Attestation.Signed>> signatures(ArchivedBatch batch);
}
