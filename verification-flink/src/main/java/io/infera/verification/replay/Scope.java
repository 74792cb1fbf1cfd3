package io.infera.verification.replay;

import io.infera.runtime.KeyDigest;
import io.infera.runtime.KeyTable;
import io.infera.verification.replay.Replayable.Subject;
import java.time.Instant;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * What a replay can tell about: what was decided up to a horizon, and of a log without its
 * beginning the requests alone that were disposed in the rest. What is said of nodes and models is
 * a sum over all that ever was.
 */
public final class Scope {
  private final Instant horizon;
  private final Optional<KeyTable> requests;

  private Scope(Instant horizon, Optional<KeyTable> requests) {
    this.horizon = horizon;
    this.requests = requests;
  }

  /**
   * All of a log that has its beginning.
   *
   * @param horizon milliseconds since 1970; what is later says nothing
   */
  public static Scope whole(long horizon) {
    return new Scope(Instant.ofEpochMilli(horizon), Optional.empty());
  }

  /**
   * Some requests.
   *
   * @param horizon milliseconds since 1970; what is later says nothing
   * @param requests {@link KeyDigest} of each
   */
  public static Scope of(long horizon, KeyTable requests) {
    return new Scope(Instant.ofEpochMilli(horizon), Optional.of(requests));
  }

  /** What the record says, if it is replayable and in scope. */
  Optional<Replayable> of(SpecificRecord record) {
    return Replayable.of(record).filter(this::holds);
  }

  private boolean holds(Replayable found) {
    return !found.time().isAfter(horizon)
        && requests
            .map(
                known ->
                    found.subject() == Subject.REQUEST
                        && known.contains(KeyDigest.of(found.name())))
            .orElse(true);
  }
}
