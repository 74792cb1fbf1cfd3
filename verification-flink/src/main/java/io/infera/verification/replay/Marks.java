package io.infera.verification.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.schemas.canonical.CanonicalHash;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;

/**
 * What {@link Fingerprints} holds, for a story of a million requests: of each key and digest 16
 * bytes of their SHA-256. Two stories can be compared; what is only in one has to be read again to
 * be named.
 */
final class Marks {
  private final Scope scope;
  private final Set<Mark> marks = new HashSet<>();

  private record Mark(long high, long low) {
    static Mark of(Replayable record) {
      var sha256 = CanonicalHash.sha256();
      sha256.update(record.key().getBytes(UTF_8));
      ByteBuffer hash = ByteBuffer.wrap(sha256.digest(record.digest().bytes()));
      return new Mark(hash.getLong(), hash.getLong());
    }
  }

  Marks(Scope scope) {
    this.scope = scope;
  }

  /** Takes a record, if it is in scope. */
  void add(SpecificRecord record) {
    scope.of(record).map(Mark::of).ifPresent(marks::add);
  }

  /** The record, if it is in scope and not here, or another is here under its key. */
  Optional<Replayable> missing(SpecificRecord record) {
    return scope.of(record).filter(found -> !marks.contains(Mark.of(found)));
  }

  /** How many are here and not there. */
  long missingFrom(Marks other) {
    return marks.stream().filter(mark -> !other.marks.contains(mark)).count();
  }

  int size() {
    return marks.size();
  }
}
