package io.infera.infra.local;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes files that only their owner may read, for there may be passwords in them; at once. */
public final class SecretFile {
  private SecretFile() {}

  /** Configuration that java.util.Properties reads, in the order given and without a date. */
  public static Path properties(Path file, Map<String, String> settings) {
    return write(file, render(settings));
  }

  /** A line each. */
  public static Path lines(Path file, List<String> lines) {
    return write(file, lines.stream().map(line -> line + "\n").collect(Collectors.joining()));
  }

  private static Path write(Path file, String text) {
    try {
      Path directory = file.toAbsolutePath().getParent();
      Files.createDirectories(directory);
      Path fresh = Files.createTempFile(directory, ".", ".new");
      Files.writeString(fresh, text);
      return Files.move(fresh, file, ATOMIC_MOVE, REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  static String render(Map<String, String> settings) {
    return settings.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + escape(entry.getValue()) + "\n")
        .collect(Collectors.joining());
  }

  /** A backslash begins an escape, and leading blanks are dropped, unless escaped themselves. */
  private static String escape(String value) {
    String escaped = value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    return escaped.matches("(?s)[ \t\f].*") ? "\\" + escaped : escaped;
  }
}
