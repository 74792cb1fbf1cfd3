package io.infera.settlement.testing;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what other processes do. */
public final class Await {
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(90);

  private Await() {}

  /** Waits until a condition holds; fails when it never does. */
  public static void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + LONG_ENOUGH.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("waited " + LONG_ENOUGH + " in vain for " + what);
      }
      pause(50);
    }
  }

  /** Lets time pass. */
  public static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
