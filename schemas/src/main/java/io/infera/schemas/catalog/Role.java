package io.infera.schemas.catalog;

/** Who takes part in the network; access to topics is granted by role. */
public enum Role {
  /** Produces requests, reads its answers. */
  REQUESTER,
  /** Publishes model policies, reads dead letters. */
  OPERATOR,
  /** Assigns requests, admits nodes, runs the ticker. */
  DISPATCHER,
  /** Runs models; reads its own jobs alone. */
  NODE,
  /** Judges, keeps reputation, writes the roster. */
  VERIFIER,
  /** Brings settlements to the chain. */
  SETTLER,
  /** Judges batches of settlements anew, and signs those that are right. */
  ATTESTER,
  /** Tells the network what the chain says. */
  WATCHER,
  /** Carries out on the chain what is due there. */
  KEEPER,
  /** Repeats draws and verdicts from the log. */
  AUDITOR,
  /** Reads verdicts, reputation and settlements. */
  ANALYST
}
