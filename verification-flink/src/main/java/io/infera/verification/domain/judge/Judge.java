package io.infera.verification.domain.judge;

import io.infera.event.Disposition;
import io.infera.event.ReplicaResult;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Judges requests: a pure function from a case and a record to effects. The case passed in is changed; the judge itself
 * has no state.
 *
 * <p>The shell owes it: dispositions and results of one request each in offset order (the two topics interleaved in any
 * way), the time of each record as the running maximum of its partition's LogAppendTime, records in the right partition
 * only ({@link io.infera.verification.domain.Routing}), and a call of {@link #onTime} when the time of {@link
 * #nextTimer} is reached by the watermark, that is when every record up to and including that time has been handed in. A
 * call of {@code onTime} that is not due does nothing, so timers need not be deleted.
 */
public final class Judge {

  public Judge(JudgeRules rules, ResultSigner signer) {}

  /** Takes a disposition that stands in infera.assignments with the given time. */
  public List<Effect> on(RequestCase state, Disposition disposition, Instant time) {
    throw new UnsupportedOperationException();
  }

  /** Takes a result that stands in infera.results with the given time. */
  public List<Effect> on(RequestCase state, ReplicaResult result, Instant time) {
    throw new UnsupportedOperationException();
  }

  /** Event time has reached {@code now}: everything due until then is decided. */
  public List<Effect> onTime(RequestCase state, Instant now) {
    throw new UnsupportedOperationException();
  }

  /** When {@link #onTime} must be called next; empty when only records matter, or the case is forgettable. */
  public Optional<Instant> nextTimer(RequestCase state) {
    throw new UnsupportedOperationException();
  }
}
