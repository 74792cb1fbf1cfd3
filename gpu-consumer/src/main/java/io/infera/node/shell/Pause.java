package io.infera.node.shell;

import java.time.Duration;
import org.apache.kafka.common.errors.InterruptException;

/** A wait that an interrupt ends with an exception. */
final class Pause {
  private Pause() {}

  static void of(Duration duration) {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
