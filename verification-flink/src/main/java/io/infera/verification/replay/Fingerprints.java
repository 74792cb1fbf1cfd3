package io.infera.verification.replay;

import io.infera.schemas.canonical.Hex;
import io.infera.verification.stream.Emission;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/**
 * Canonical digests of all that the laws make replayable: verdicts, settlements, epochs and changes
 * of the roster, by key. Output order, offsets, repetitions and schema ids do not count.
 *
 * @param byKey what each key's record hashes to, in hexadecimal; more than one only if a law is
 *     broken
 */
public record Fingerprints(Map<String, TreeSet<String>> byKey) {

  /**
   * Of those records whose time is not after {@code horizon}: what a log with an end can tell
   * about.
   *
   * @param horizon milliseconds since 1970
   */
  public static Fingerprints of(Stream<? extends SpecificRecord> records, long horizon) {
    var byKey = new TreeMap<String, TreeSet<String>>();
    Scope scope = Scope.whole(horizon);
    records.forEach(
        record ->
            scope.of(record).ifPresent(found -> put(byKey, found.key(), Hex.of(found.digest()))));
    return new Fingerprints(byKey);
  }

  public static Fingerprints ofEmissions(Collection<Emission> emissions, long horizon) {
    return of(emissions.stream().map(Emission::value), horizon);
  }

  /**
   * Keys that are only here, only there, or hash differently; empty when both tell the same story.
   */
  public TreeSet<String> differences(Fingerprints other) {
    var keys = new TreeSet<>(byKey.keySet());
    keys.addAll(other.byKey.keySet());
    keys.removeIf(key -> byKey.getOrDefault(key, NONE).equals(other.byKey.getOrDefault(key, NONE)));
    return keys;
  }

  public int size() {
    return byKey.size();
  }

  private static final TreeSet<String> NONE = new TreeSet<>();

  private static void put(Map<String, TreeSet<String>> byKey, String key, String digest) {
    byKey.computeIfAbsent(key, any -> new TreeSet<>()).add(digest);
  }
}
