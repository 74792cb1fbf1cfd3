package io.infera.ingest;

import io.infera.event.Digest;
import io.infera.event.InferenceResponse;

/**
 * Is told of a second answer that differs from the first; the first stands. It should never be
 * called.
 */
@FunctionalInterface
public interface ConflictListener {
  /**
   * @param second the differing answer
   * @param first canonical digest of the answer that stands
   */
  void onConflict(InferenceResponse second, Digest first);
}
