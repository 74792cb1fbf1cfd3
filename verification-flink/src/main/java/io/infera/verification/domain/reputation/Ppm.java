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

  /** {@code share} ppm of a value of at most 9.2e12, rounded down. */
  static long of(long value, int share) {
    return Math.multiplyExact(value, (long) share) / ONE;
  }
}
