package io.infera.verification.domain.reputation;

import io.infera.verification.domain.StateInput;
import io.infera.verification.domain.StateOutput;
import io.infera.verification.domain.judge.NodeOutcome;
import io.infera.verification.domain.judge.NodeOutcome.Light;
import java.util.TreeSet;

/**
 * What happened to a node in one epoch: only integers, only added, so the order does not matter.
 */
final class Tally {
  static final long NEVER = Long.MIN_VALUE;

  long agreed;
  long audited;
  long doubted;
  long withheld;
  long dissented;
  long inconclusive;
  long faults;

  /** Of the faults, those that another node shared. */
  long conspired;

  long failed;
  long inadmissible;
  long silent;
  long tokens;
  long heartbeats;

  /** First and last heartbeat, milliseconds since 1970. */
  long firstHeard = NEVER;

  long lastHeard = NEVER;

  /** When the node last said that it drains, unless it was ready after that. */
  long drainedAt = NEVER;

  final TreeSet<Evidence> evidence = new TreeSet<>();

  void add(NodeOutcome outcome) {
    switch (outcome.outcome()) {
      case AGREED, VINDICATED -> {
        agreed++;
        audited += outcome.light() == Light.AUDITED ? 1 : 0;
      }
      case DISSENTED -> dissented++;
      case INCONCLUSIVE -> inconclusive++;
      case FAULTY -> {
        faults++;
        Evidence.add(evidence, evidence(outcome));
      }
      case FAILED -> failed++;
      case INADMISSIBLE -> inadmissible++;
      case SILENT -> silent++;
    }
    doubted += outcome.light() == Light.DOUBTED ? 1 : 0;
    conspired += outcome.light() == Light.CONSPIRED ? 1 : 0;
    withheld += outcome.light() == Light.WITHHELD ? 1 : 0;
    tokens += outcome.tokens();
  }

  static Evidence evidence(NodeOutcome fault) {
    return new Evidence(
        fault.closedAt().toEpochMilli(), fault.requestKey(), fault.light() == Light.CONSPIRED);
  }

  void heard(long time, boolean draining) {
    heartbeats++;
    firstHeard = firstHeard == NEVER ? time : firstHeard;
    lastHeard = time;
    drainedAt = draining ? time : NEVER;
  }

  long jobs() {
    return agreed + dissented + inconclusive + faults + failed + inadmissible + silent;
  }

  /** Jobs answered with something: silence and failure are none. */
  long answered() {
    return jobs() - silent - failed;
  }

  void write(StateOutput out) {
    out.int64(agreed).int64(audited).int64(dissented).int64(inconclusive).int64(faults);
    out.int64(failed).int64(inadmissible).int64(silent).int64(tokens).int64(heartbeats);
    out.int64(firstHeard).int64(lastHeard).int64(drainedAt);
    out.list(evidence, (to, each) -> each.write(to)).int64(doubted).int64(withheld);
    out.int64(conspired);
  }

  static Tally read(StateInput in, byte version) {
    var tally = new Tally();
    tally.agreed = in.int64();
    tally.audited = in.int64();
    tally.dissented = in.int64();
    tally.inconclusive = in.int64();
    tally.faults = in.int64();
    tally.failed = in.int64();
    tally.inadmissible = in.int64();
    tally.silent = in.int64();
    tally.tokens = in.int64();
    tally.heartbeats = in.int64();
    tally.firstHeard = in.int64();
    tally.lastHeard = in.int64();
    tally.drainedAt = in.int64();
    tally.evidence.addAll(in.list(from -> Evidence.read(from, version)));
    if (version != ReputationFormat.V1) {
      tally.doubted = in.int64();
      tally.withheld = in.int64();
    }
    if (version >= ReputationFormat.V4) {
      tally.conspired = in.int64();
    }
    return tally;
  }
}
