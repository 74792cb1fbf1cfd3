package io.infera.infra.process;

import static org.assertj.core.api.Assertions.fail;

import java.util.function.BooleanSupplier;

/** Waits for what must come, long enough that a slow machine does not matter. */
public final class Until {
  private static final long LIMIT_MS = 60_000;

  private Until() {}

  public static void until(String what, BooleanSupplier condition) throws InterruptedException {
    long begin = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if ((System.nanoTime() - begin) / 1_000_000 > LIMIT_MS) {
        fail("never happened: " + what);
      }
      Thread.sleep(20);
    }
  }
}
