package io.infera.settlement.domain;

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
  private DurableFile() {}

  /** Writes a file, replacing what was there, and waits until the disk has it and its name. */
  public static void write(Path file, byte[] content) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    Files.createDirectories(directory);
    Path whole = directory.resolve(file.getFileName() + ".tmp");
    try (FileChannel channel = FileChannel.open(whole, CREATE, WRITE, TRUNCATE_EXISTING)) {
      var rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        channel.write(rest);
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
