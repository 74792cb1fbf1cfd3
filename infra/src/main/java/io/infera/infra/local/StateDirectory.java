package io.infera.infra.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * All that a local network leaves behind, in one directory; started on it again, the network
 * continues.
 *
 * @param path need not exist yet
 */
public record StateDirectory(Path path) {
  public StateDirectory {
    path = path.toAbsolutePath().normalize();
  }

  /** Configuration files of the services, written anew at each start. */
  public Path configuration(String process) {
    return path.resolve("conf").resolve(process + ".properties");
  }

  /** A process's log. */
  public Path log(String process) {
    return directory("logs").resolve(process + ".log");
  }

  /** A participant's private key. */
  public Path key(String participant) {
    return directory("keys").resolve(participant + ".key");
  }

  /** Data of one process. */
  public Path data(String process) {
    return directory("data").resolve(process);
  }

  /** Ports of earlier starts. */
  public Path ports() {
    return directory("").resolve("ports.properties");
  }

  /** Addresses and processes of the network that runs. */
  public Path network() {
    return path.resolve("network.json");
  }

  /**
   * Makes this launcher the only one on this directory until the lock is closed or the launcher
   * ends, however it ends.
   *
   * @throws LocalNetworkException when another has it
   */
  public FileLock lock() {
    Path file = directory("").resolve("launcher.lock");
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return lock;
      }
      channel.close();
    } catch (OverlappingFileLockException e) {
      throw occupied();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot lock " + file, e);
    }
    throw occupied();
  }

  private LocalNetworkException occupied() {
    return new LocalNetworkException(
        "a network runs on "
            + path
            + " already; stop it (infera down --dir "
            + path
            + ") or name another directory (--dir)");
  }

  private Path directory(String name) {
    try {
      return Files.createDirectories(path.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot make " + path.resolve(name) + "; name another directory (--dir)", e);
    }
  }
}
