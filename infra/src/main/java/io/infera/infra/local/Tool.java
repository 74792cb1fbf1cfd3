package io.infera.infra.local;

import io.infera.infra.process.LogTail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs a program that does one thing and ends. */
public final class Tool {
  private static final int TAIL_LINES = 20;

  private Tool() {}

  /**
   * Runs it to its end, its output in a log.
   *
   * @param what what it is run for, as in "cannot ..."
   * @throws LocalNetworkException when it cannot be started or fails; carries the end of the log
   */
  public static void run(String what, List<String> command, Path directory, Path log) {
    try {
      Files.createDirectories(directory);
      Files.createDirectories(log.toAbsolutePath().getParent());
      int status =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start()
              .waitFor();
      if (status != 0) {
        throw new LocalNetworkException(
            "cannot %s: %s ended with status %d. The end of %s:%n%s"
                .formatted(what, command.get(0), status, log, LogTail.indented(log, TAIL_LINES)));
      }
    } catch (IOException e) {
      throw new LocalNetworkException("cannot " + what + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalNetworkException("cannot " + what + ": interrupted", e);
    }
  }
}
