package io.infera.verification.domain.judge;

/** Formats of a case's state. */
final class CaseFormat {
  /** The first. */
  static final byte V1 = 1;

  private CaseFormat() {}
}
