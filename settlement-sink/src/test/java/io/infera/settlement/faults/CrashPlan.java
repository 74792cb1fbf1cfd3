package io.infera.settlement.faults;

import io.infera.settlement.domain.Step;
import io.infera.settlement.testing.Await;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;

/** Lets a sink die, or sleep as in a long pause of its machine, after a random number of steps. */
final class CrashPlan implements Step.Listener {
  private static final int LONGEST_SLEEP_MILLIS = 1_500;

  private final Random random;
  private final int mean;
  private final Map<Step, Integer> crashes = new EnumMap<>(Step.class);
  private int sleeps;
  private int left;
  private volatile boolean over;

  /** Dies: nothing catches it, and nothing is written after it. */
  static final class Crash extends Error {
    private static final long serialVersionUID = 1;

    Crash(Step step) {
      super("crash after " + step);
    }
  }

  /**
   * @param mean how many steps it lives, on average
   */
  CrashPlan(Random random, int mean) {
    this.random = random;
    this.mean = mean;
    this.left = 1 + random.nextInt(2 * mean);
  }

  @Override
  public synchronized void at(Step step) {
    if (over || --left > 0) {
      return;
    }
    left = 1 + random.nextInt(2 * mean);
    if (random.nextInt(10) == 0) {
      sleeps++;
      Await.pause(random.nextInt(LONGEST_SLEEP_MILLIS));
    } else {
      crashes.merge(step, 1, Integer::sum);
      throw new Crash(step);
    }
  }

  /** Lets it live from now on. */
  void over() {
    over = true;
  }

  Map<Step, Integer> crashes() {
    return crashes;
  }

  int sleeps() {
    return sleeps;
  }
}
