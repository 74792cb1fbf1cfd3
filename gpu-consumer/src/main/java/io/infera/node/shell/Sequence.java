package io.infera.node.shell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Numbers that only grow, through restarts and whatever becomes of the machine's clock: a node
 * whose clock was ahead for an hour and was set right would otherwise not be listened to for that
 * hour. They are reserved in a file a million at a time, so a crash costs some numbers and no
 * order.
 */
public final class Sequence {
  static final long RESERVE = 1 << 20;

  private final Path file;
  private long next;
  private long reserved;

  private Sequence(Path file, long next) {
    this.file = file;
    this.next = next;
    reserve();
  }

  /**
   * Goes on where the file says that an earlier run may have been.
   *
   * @param first where to begin without a file; it is also skipped to when the file is behind it
   * @throws IllegalArgumentException when the file holds no number
   */
  public static Sequence load(Path file, long first) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      return new Sequence(file, Files.exists(file) ? Math.max(first, read(file)) : first);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot use " + file, e);
    }
  }

  /** The next number, larger than all before. */
  public synchronized long next() {
    if (next == reserved) {
      reserve();
    }
    return next++;
  }

  private static long read(Path file) throws IOException {
    String text = Files.readString(file).strip();
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "expected a number in "
              + file
              + ", found '"
              + text
              + "'; write a number there that is larger than any sequence the node has used",
          e);
    }
  }

  private void reserve() {
    reserved = next + RESERVE;
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.writeString(fresh, Long.toString(reserved));
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
