package io.infera.ingest;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A progress bar on standard error, drawn at most ten times a second, and nothing where there is no
 * terminal.
 */
final class Progress {
  private static final long EVERY_NANOS = 100_000_000;
  private static final int WIDTH = 30;
  private static final String CLEAR_LINE = "\r\u001B[K";

  private final PrintWriter err;
  private final boolean shown;
  private final long total;
  private final long startNanos = System.nanoTime();
  private long drawnNanos = startNanos - EVERY_NANOS;
  private boolean visible;

  /**
   * @param shown false for a bar that is never drawn
   * @param total lines in all; 0 when nobody knows
   */
  Progress(PrintWriter err, boolean shown, long total) {
    this.err = err;
    this.shown = shown;
    this.total = total;
  }

  /**
   * True when standard error is a terminal, as far as Java 17 can tell; standard input and output
   * may be redirected.
   */
  static boolean onTerminal() {
    try {
      return System.console() != null
          || Files.readSymbolicLink(Path.of("/proc/self/fd/2"))
              .toString()
              .matches("/dev/(pts/|tty).*");
    } catch (IOException | UnsupportedOperationException | SecurityException e) {
      return false;
    }
  }

  synchronized void show(long done) {
    long now = System.nanoTime();
    if (!shown || now - drawnNanos < EVERY_NANOS) {
      return;
    }
    drawnNanos = now;
    err.print(CLEAR_LINE + bar(done, (now - startNanos) / 1e9));
    err.flush();
    visible = true;
  }

  private String bar(long done, double seconds) {
    String rate = String.format(Locale.ROOT, "%.0f/s", done / Math.max(seconds, 0.001));
    if (total == 0) {
      return done + " lines  " + rate;
    }
    int filled = (int) Math.min(WIDTH, WIDTH * done / total);
    return "["
        + "#".repeat(filled)
        + ".".repeat(WIDTH - filled)
        + "] "
        + done
        + "/"
        + total
        + "  "
        + rate;
  }

  /** Prints a line of text above the bar. */
  synchronized void println(String text) {
    clear();
    err.println(text);
    err.flush();
  }

  /** Takes the bar away, so that other text does not run into it. */
  synchronized void clear() {
    if (visible) {
      err.print(CLEAR_LINE);
      err.flush();
      visible = false;
      drawnNanos = System.nanoTime() - EVERY_NANOS;
    }
  }
}
