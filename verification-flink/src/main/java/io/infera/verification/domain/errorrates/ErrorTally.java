package io.infera.verification.domain.errorrates;

import io.infera.event.AuditStratum;
import io.infera.event.ErrorCounts;
import io.infera.verification.domain.StateInput;
import io.infera.verification.domain.StateOutput;
import io.infera.verification.domain.judge.Observation;
import io.infera.verification.domain.judge.Observation.Stratum;
import java.util.ArrayList;
import java.util.List;

/**
 * What was observed of one model under one policy: whole numbers that are only added, so neither
 * order nor grouping matters.
 */
public final class ErrorTally {
  private static final Stratum[] STRATA = Stratum.values();

  long requests;
  long verified;
  long agreed;
  long vindicated;
  long doubtful;

  /** Of each stratum. */
  final long[] answers = new long[STRATA.length];

  final long[] audited = new long[STRATA.length];
  final long[] wrong = new long[STRATA.length];

  /** Counts a closed request. */
  public void add(Observation observation) {
    requests++;
    verified += observation.verified() ? 1 : 0;
    agreed += observation.agreed();
    vindicated += observation.vindicated();
    doubtful += observation.doubtful();
    if (observation.stratum() != null) {
      int stratum = observation.stratum().ordinal();
      answers[stratum]++;
      audited[stratum] += observation.audited() ? 1 : 0;
      wrong[stratum] += observation.wrong() ? 1 : 0;
    }
  }

  /** Counts what another one has counted. */
  public void add(ErrorTally other) {
    requests += other.requests;
    verified += other.verified;
    agreed += other.agreed;
    vindicated += other.vindicated;
    doubtful += other.doubtful;
    for (int i = 0; i < STRATA.length; i++) {
      answers[i] += other.answers[i];
      audited[i] += other.audited[i];
      wrong[i] += other.wrong[i];
    }
  }

  ErrorCounts counts() {
    List<AuditStratum> strata = new ArrayList<>(STRATA.length);
    for (Stratum stratum : STRATA) {
      int i = stratum.ordinal();
      strata.add(new AuditStratum(stratum.name(), answers[i], audited[i], wrong[i]));
    }
    return new ErrorCounts(requests, verified, agreed, vindicated, doubtful, strata);
  }

  ErrorTally copy() {
    var copy = new ErrorTally();
    copy.add(this);
    return copy;
  }

  void write(StateOutput out) {
    out.int64(requests).int64(verified).int64(agreed).int64(vindicated).int64(doubtful);
    for (int i = 0; i < STRATA.length; i++) {
      out.int64(answers[i]).int64(audited[i]).int64(wrong[i]);
    }
  }

  static ErrorTally read(StateInput in) {
    var tally = new ErrorTally();
    tally.requests = in.int64();
    tally.verified = in.int64();
    tally.agreed = in.int64();
    tally.vindicated = in.int64();
    tally.doubtful = in.int64();
    for (int i = 0; i < STRATA.length; i++) {
      tally.answers[i] = in.int64();
      tally.audited[i] = in.int64();
      tally.wrong[i] = in.int64();
    }
    return tally;
  }
}
