package io.infera.infra.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A disk of its own under a process's data, so that it can be full or slow and no other is: a
 * sparse file with an ext4 file system, mounted by a loop device. Takes root.
 */
final class Disk implements AutoCloseable {
  private static final long SIZE = 48L << 30;
  private static final long PROBE_SIZE = 16L << 20;
  private static final long LEAST = 4 << 10;
  private static final Duration HELD = Duration.ofMillis(300);
  private static final Duration FREE = Duration.ofMillis(100);

  private final Path image;
  private final Path directory;
  private final Path ballast;

  private Disk(Path image, Path directory) {
    this.image = image;
    this.directory = directory;
    this.ballast = directory.resolve("ballast");
  }

  /**
   * Mounts a new, empty disk.
   *
   * @param directory where it is mounted; made if it is not there
   * @throws IOException with the reason why this machine does not permit it
   */
  static Disk mount(Path directory) throws IOException {
    return mount(directory, SIZE);
  }

  /**
   * Finds out whether disks can be mounted, filled and held up here.
   *
   * @throws IOException with the reason why not
   */
  static void probe(Path directory) throws IOException {
    try (Disk disk = mount(directory, PROBE_SIZE)) {
      disk.fill();
      disk.empty();
      disk.hold();
      disk.release();
    }
  }

  /** Lets go of what a run that was killed has left mounted there. */
  static void unmountLeftover(Path directory) throws IOException {
    Path real = directory.toAbsolutePath().normalize();
    if (Files.exists(real)
        && Files.readString(Path.of("/proc/self/mounts")).contains(" " + real + " ")) {
      Commandline.run("umount", "--lazy", real.toString());
    }
  }

  private static Disk mount(Path directory, long size) throws IOException {
    Files.createDirectories(directory);
    Path image = directory.resolveSibling(directory.getFileName() + ".disk");
    Files.deleteIfExists(image);
    Commandline.run("truncate", "--size=" + size, image.toString());
    // Without reserve and journal: full is full, and the host's disk writes once.
    Commandline.run("mkfs.ext4", "-q", "-F", "-m", "0", "-O", "^has_journal", image.toString());
    Commandline.run("mount", "-o", "loop", image.toString(), directory.toString());
    // Kafka takes every directory in its own for a partition.
    Files.deleteIfExists(directory.resolve("lost+found"));
    return new Disk(image, directory);
  }

  /** Leaves no room on it. */
  void fill() throws IOException {
    for (long piece = directory.toFile().getUsableSpace(); piece >= LEAST; piece /= 2) {
      takeAll(piece);
    }
  }

  private void takeAll(long piece) throws IOException {
    while (directory.toFile().getUsableSpace() >= piece) {
      long offset = Files.exists(ballast) ? Files.size(ballast) : 0;
      try {
        Commandline.run(
            "fallocate", "--offset", "" + offset, "--length", "" + piece, ballast.toString());
      } catch (IOException noRoomForIt) {
        return;
      }
    }
  }

  /** Makes room again. */
  void empty() throws IOException {
    Files.deleteIfExists(ballast);
  }

  /** Lets every write wait most of the time, for a while. */
  void slow(Duration time) throws IOException, InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      hold();
      try {
        Thread.sleep(HELD.toMillis());
      } finally {
        release();
      }
      Thread.sleep(FREE.toMillis());
    }
  }

  private void hold() throws IOException {
    Commandline.run("fsfreeze", "--freeze", directory.toString());
  }

  private void release() throws IOException {
    Commandline.run("fsfreeze", "--unfreeze", directory.toString());
  }

  @Override
  public void close() throws IOException {
    Commandline.run("umount", "--lazy", directory.toString());
    Files.deleteIfExists(image);
  }
}
