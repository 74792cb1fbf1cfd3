package io.infera.verification.domain.judge;

import io.infera.event.AttemptPurpose;
import io.infera.verification.domain.StateInput;
import io.infera.verification.domain.StateOutput;

/**
 * A further attempt that was asked for.
 *
 * @param until a disposition that stands later in its log is not waited for, milliseconds since
 *     1970
 */
record Awaited(int attempt, AttemptPurpose purpose, long until) {

  boolean fits(Draw draw) {
    return draw.purpose() == purpose && draw.time() <= until;
  }

  void write(StateOutput out) {
    out.int32(attempt).name(purpose).int64(until);
  }

  static Awaited read(StateInput in) {
    return new Awaited(in.int32(), in.name(AttemptPurpose.class), in.int64());
  }
}
