package io.infera.infra.containers;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what must come; long enough that a slow machine does not matter. */
final class Await {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private Await() {}

  static void until(String what, BooleanSupplier condition) throws InterruptedException {
    long begin = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - begin > PATIENCE.toNanos()) {
        throw new AssertionError("never happened: " + what);
      }
      Thread.sleep(250);
    }
  }
}
