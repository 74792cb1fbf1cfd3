package io.infera.verification.domain.reputation;

import io.infera.event.NodeStanding;
import io.infera.event.ReputationEpoch;
import io.infera.event.RosterChange;

/**
 * What the registrar wants published. Effects of one call are in the order in which they were
 * decided.
 */
public sealed interface ReputationEffect {

  /** For infera.rosters. */
  record Roster(RosterChange change) implements ReputationEffect {}

  /** For infera.reputation. */
  record Epoch(ReputationEpoch epoch) implements ReputationEffect {}

  /** For infera.standings. */
  record Standing(NodeStanding standing) implements ReputationEffect {}

  /** A record was ignored; for the metrics. */
  record Ignore(Reason reason, String nodeId) implements ReputationEffect {
    /** Why a record changed nothing. */
    public enum Reason {
      /** Not signed by the node that it names. */
      BAD_SIGNATURE,
      /** Its sequence is not above the last one's. */
      OLD_SEQUENCE,
      /** The epoch is closed. */
      CLOSED_EPOCH,
      /** A registration that names no valid operator or serves no model. */
      MALFORMED
    }
  }
}
