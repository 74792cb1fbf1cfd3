package io.infera.verification.domain.reputation;

/** Formats of a node's state. */
final class ReputationFormat {
  /** The first. */
  static final byte V1 = 1;

  private ReputationFormat() {}
}
