package io.infera.infra.chaos;

import io.infera.event.Digest;

/** What topics and chain say of one request. Small: an audit holds one for each. */
final class Journey {
  boolean acknowledged;
  boolean inLog;
  boolean decided;
  boolean assigned;
  boolean conflicting;
  boolean judgedTwice;
  boolean receipt;
  int settlements;
  int anchored;
  Digest answer;
  Digest verdict;

  boolean answered() {
    return answer != null;
  }

  boolean ended() {
    return verdict != null;
  }

  /** True when nothing is still to come. */
  boolean complete() {
    boolean settled = !ended() || (settlements > 0 && receipt);
    return answered() && decided && (ended() || !assigned) && settled;
  }
}
