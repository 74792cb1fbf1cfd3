package io.infera.verification.replay;

import io.infera.event.Digest;
import io.infera.event.ErrorRateEpoch;
import io.infera.event.ReputationEpoch;
import io.infera.event.RosterChange;
import io.infera.event.SettlementEvent;
import io.infera.event.ShadowVerdict;
import io.infera.event.Verdict;
import io.infera.schemas.canonical.Digests;
import io.infera.schemas.canonical.Hex;
import io.infera.schemas.catalog.RequestKey;
import io.infera.verification.stream.Emission;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
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
    records.forEach(record -> add(byKey, record, Instant.ofEpochMilli(horizon)));
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

  private static void add(
      Map<String, TreeSet<String>> byKey, SpecificRecord record, Instant horizon) {
    visit(record, horizon, (key, digest) -> put(byKey, key, Hex.of(digest)));
  }

  /** Tells key and digest of a record that is replayable and not after the horizon. */
  static void visit(SpecificRecord record, Instant horizon, BiConsumer<String, Digest> visitor) {
    if (record instanceof Verdict verdict && !verdict.getClosedAt().isAfter(horizon)) {
      visitor.accept("verdict " + RequestKey.of(verdict), Digests.verdict(verdict));
    } else if (record instanceof SettlementEvent settlement
        && !settlement.getClosedAt().isAfter(horizon)) {
      visitor.accept("settlement " + RequestKey.of(settlement), Digests.settlement(settlement));
    } else if (record instanceof ReputationEpoch epoch && !epoch.getEnd().isAfter(horizon)) {
      visitor.accept("epoch " + epoch.getNodeId() + " " + epoch.getEpoch(), Digests.epoch(epoch));
    } else if (record instanceof RosterChange change && !change.getAt().isAfter(horizon)) {
      visitor.accept(
          "roster " + change.getNodeId() + " " + change.getAt() + " " + change.getReason(),
          Digests.rosterChange(change));
    } else if (record instanceof ShadowVerdict shadow && !shadow.getClosedAt().isAfter(horizon)) {
      visitor.accept("shadow " + RequestKey.of(shadow), Digests.shadow(shadow));
    } else if (record instanceof ErrorRateEpoch rates && !rates.getEnd().isAfter(horizon)) {
      visitor.accept(
          "error-rates %s %d %d"
              .formatted(rates.getModelId(), rates.getPolicyVersion(), rates.getEpoch()),
          Digests.errorRates(rates));
    }
  }

  private static void put(Map<String, TreeSet<String>> byKey, String key, String digest) {
    byKey.computeIfAbsent(key, any -> new TreeSet<>()).add(digest);
  }
}
