package io.infera.infra.chaos;

import io.infera.infra.local.Layout;
import io.infera.infra.local.ReplayProcess;
import io.infera.infra.process.LogTail;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Has verification judge the log again, in a process of its own. */
final class Replay {
  private static final int TAIL_LINES = 5;

  private Replay() {}

  /** Empty when all is as published; else the end of what it said. */
  static Optional<String> difference(Layout layout) throws InterruptedException {
    Path log = layout.state().log("replay");
    List<String> command = ReplayProcess.command(layout.repository(), layout.state(), List.of());
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      int status;
      try {
        status = process.waitFor();
      } finally {
        process.destroy();
      }
      return status == 0
          ? Optional.empty()
          : Optional.of(
              "replay ended with status %d; the end of %s: %s"
                  .formatted(status, log, String.join(" | ", LogTail.of(log, TAIL_LINES))));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run the replay", e);
    }
  }
}
