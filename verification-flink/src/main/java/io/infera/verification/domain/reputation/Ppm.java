package io.infera.verification.domain.reputation;

/** Parts per million: shares as integers, so that they add and replay exactly. */
final class Ppm {
  static final int ONE = 1_000_000;

  private Ppm() {}

  static void check(String name, int value) {
    if (value < 0 || value > ONE) {
      throw new IllegalArgumentException("expected " + name + " from 0 to 1000000, found " + value);
    }
  }

  /** {@code share} ppm of a value of at least 0, rounded down (by less than 2). */
  static long of(long value, int share) {
    return value / ONE * share + value % ONE * share / ONE;
  }

  /**
   * {@code part} of {@code whole} in ppm, rounded down; both at least 0 and at most 9.2e12, whole
   * positive.
   */
  static int ratio(long part, long whole) {
    return (int) (part * ONE / whole);
  }
}
