package io.infera.verification.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.event.Digest;
import io.infera.schemas.canonical.CanonicalHash;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;

/**
 * What {@link Fingerprints} holds, for a story of a million requests: of each key and digest 16
 * bytes of their SHA-256. Two stories can be compared; what is only in one has to be read again to
 * be named.
 */
public final class Marks {
  private final Instant horizon;
  private final Set<Mark> marks = new HashSet<>();

  private record Mark(long high, long low) {
    static Mark of(String key, Digest digest) {
      var sha256 = CanonicalHash.sha256();
      sha256.update(key.getBytes(UTF_8));
      ByteBuffer hash = ByteBuffer.wrap(sha256.digest(digest.bytes()));
      return new Mark(hash.getLong(), hash.getLong());
    }
  }

  /**
   * @param horizon milliseconds since 1970; what is later says nothing
   */
  public Marks(long horizon) {
    this.horizon = Instant.ofEpochMilli(horizon);
  }

  /** Takes a record, if it is of a kind that is replayable. */
  public void add(SpecificRecord record) {
    Fingerprints.visit(record, horizon, (key, digest) -> marks.add(Mark.of(key, digest)));
  }

  /** The record's key, if it is replayable and not here, or another is here under its key. */
  public List<String> missing(SpecificRecord record) {
    var keys = new ArrayList<String>();
    Fingerprints.visit(
        record,
        horizon,
        (key, digest) -> {
          if (!marks.contains(Mark.of(key, digest))) {
            keys.add(key);
          }
        });
    return keys;
  }

  /** How many are here and not there. */
  public long missingFrom(Marks other) {
    return marks.stream().filter(mark -> !other.marks.contains(mark)).count();
  }

  public int size() {
    return marks.size();
  }
}
