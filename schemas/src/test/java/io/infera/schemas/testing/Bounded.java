package io.infera.schemas.testing;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;

/** Holds code to a bound on the memory that it allocates; for tests that feed it hostile input. */
public final class Bounded {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Bounded() {}

  /**
   * Runs an action and fails when it allocates more than {@code fixed + perByte * inputBytes}
   * bytes, whether it returns or throws. What is freed meanwhile counts, too. An action that
   * allocates more is run once again, because the first run may have loaded classes.
   */
  public static <T> T memory(long fixed, long perByte, int inputBytes, Supplier<T> action) {
    long most = fixed + perByte * inputBytes;
    return measured(action, most, () -> measured(action, most, () -> tooMuch(most, inputBytes)));
  }

  private static <T> T measured(Supplier<T> action, long most, Supplier<T> otherwise) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      T result = action.get();
      if (THREADS.getCurrentThreadAllocatedBytes() - before <= most) {
        return result;
      }
    } catch (RuntimeException e) {
      if (THREADS.getCurrentThreadAllocatedBytes() - before <= most) {
        throw e;
      }
    }
    return otherwise.get();
  }

  private static <T> T tooMuch(long most, int inputBytes) {
    throw new AssertionError(
        "expected at most " + most + " bytes of memory for " + inputBytes + " bytes of input");
  }
}
