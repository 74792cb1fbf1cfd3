package io.infera.infra.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Looks for a line in what a log has grown by since the probe was made. */
final class LogProbe implements HealthProbe {
  private final Path log;
  private final Pattern pattern;
  private final long from;

  LogProbe(Path log, Pattern pattern) {
    this.log = log;
    this.pattern = pattern;
    this.from = size(log);
  }

  @Override
  public Readiness check() {
    if (!Files.exists(log)) {
      return Readiness.notYet("no log yet");
    }
    try (FileChannel channel = FileChannel.open(log).position(from)) {
      byte[] grown = Channels.newInputStream(channel).readAllBytes();
      boolean seen =
          new String(grown, StandardCharsets.UTF_8)
              .lines()
              .anyMatch(line -> pattern.matcher(line).find());
      return seen ? Readiness.READY : Readiness.notYet("no line in its log matches " + pattern);
    } catch (IOException e) {
      return Readiness.notYet("its log cannot be read: " + e.getMessage());
    }
  }

  @Override
  public HealthProbe renewed() {
    return new LogProbe(log, pattern);
  }

  private static long size(Path log) {
    try {
      return Files.exists(log) ? Files.size(log) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the size of " + log, e);
    }
  }
}
