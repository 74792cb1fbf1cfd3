package io.infera.infra.attack;

import io.infera.dispatcher.domain.RequestInLog;
import io.infera.verification.domain.judge.RequestCase;

/** One request on its way through the network. */
final class Trial {
  final long number;
  final RequestInLog request;
  final RequestCase state = RequestCase.empty();
  long timer = Long.MAX_VALUE;

  /** Nodes drawn for a quorum so far, and how many of them belong to the ring. */
  int drawn;

  int ring;

  /** Audits that those have passed together, in thousandths. */
  long auditsMilli;

  /** True when the answer given is wrong. */
  boolean wrong;

  Trial(long number, RequestInLog request) {
    this.number = number;
    this.request = request;
  }
}
