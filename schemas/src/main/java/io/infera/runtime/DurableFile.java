package io.infera.runtime;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that are there whole or not at all, and still there after the power went. */
public final class DurableFile {
  /** What is written at once is copied out of the heap first, so it should stay in the cache. */
  private static final int CHUNK_BYTES = 64 * 1_024;

  private DurableFile() {}

  /** Writes a file, replacing what was there, and waits until the disk has it and its name. */
  public static void write(Path file, byte[] content) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    Files.createDirectories(directory);
    Path whole = directory.resolve(file.getFileName() + ".tmp");
    try (FileChannel channel = FileChannel.open(whole, CREATE, WRITE, TRUNCATE_EXISTING)) {
      for (int from = 0; from < content.length; ) {
        int more = Math.min(CHUNK_BYTES, content.length - from);
        from += channel.write(ByteBuffer.wrap(content, from, more));
      }
      channel.force(true);
    }
    Files.move(whole, file, ATOMIC_MOVE);
    syncDirectory(directory);
  }

  /** Waits until the disk has a directory's names. */
  public static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, READ)) {
      channel.force(true);
    }
  }
}
