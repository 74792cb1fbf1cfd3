package io.infera.verification.replay;

import io.infera.event.Digest;
import io.infera.event.ErrorRateEpoch;
import io.infera.event.ReputationEpoch;
import io.infera.event.RosterChange;
import io.infera.event.SettlementEvent;
import io.infera.event.ShadowVerdict;
import io.infera.event.Verdict;
import io.infera.schemas.canonical.Digests;
import io.infera.schemas.catalog.RequestKey;
import java.time.Instant;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * What a record says, if the laws make it replayable. Output order, offsets, repetitions and schema
 * ids do not count.
 *
 * @param subject what it is about
 * @param name the subject's name: a request's key, a nodeId, a modelId
 * @param record which of the subject's records it is
 * @param time when it was decided, in partition time
 * @param digest canonical digest of the record
 */
record Replayable(Subject subject, String name, String record, Instant time, Digest digest) {
  /** What records are about. */
  enum Subject {
    REQUEST,
    NODE,
    MODEL;

    String label() {
      return name().toLowerCase();
    }
  }

  /** What tells it from every other record. */
  String key() {
    return record + " of " + label();
  }

  /** The subject, for people. */
  String label() {
    return subject.label() + " " + name;
  }

  /** Empty for a record of any other kind. */
  static Optional<Replayable> of(SpecificRecord value) {
    if (value instanceof Verdict verdict) {
      return Optional.of(
          request(
              RequestKey.of(verdict), "verdict", verdict.getClosedAt(), Digests.verdict(verdict)));
    }
    if (value instanceof SettlementEvent settlement) {
      return Optional.of(
          request(
              RequestKey.of(settlement),
              "settlement",
              settlement.getClosedAt(),
              Digests.settlement(settlement)));
    }
    if (value instanceof ShadowVerdict shadow) {
      return Optional.of(
          request(RequestKey.of(shadow), "shadow", shadow.getClosedAt(), Digests.shadow(shadow)));
    }
    if (value instanceof ReputationEpoch epoch) {
      return Optional.of(
          new Replayable(
              Subject.NODE,
              epoch.getNodeId(),
              "epoch " + epoch.getEpoch(),
              epoch.getEnd(),
              Digests.epoch(epoch)));
    }
    if (value instanceof RosterChange change) {
      return Optional.of(
          new Replayable(
              Subject.NODE,
              change.getNodeId(),
              "roster change %s at %s".formatted(change.getReason(), change.getAt()),
              change.getAt(),
              Digests.rosterChange(change)));
    }
    if (value instanceof ErrorRateEpoch rates) {
      return Optional.of(
          new Replayable(
              Subject.MODEL,
              rates.getModelId(),
              "error rates of policy %d in epoch %d"
                  .formatted(rates.getPolicyVersion(), rates.getEpoch()),
              rates.getEnd(),
              Digests.errorRates(rates)));
    }
    return Optional.empty();
  }

  private static Replayable request(RequestKey key, String record, Instant time, Digest digest) {
    return new Replayable(Subject.REQUEST, key.toString(), record, time, digest);
  }
}
