package io.infera.infra.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * All that a local network leaves behind, in one directory; started on it again, the network
 * continues.
 *
 * @param path need not exist yet
 */
public record StateDirectory(Path path) {
  private static final String PORTS = "ports.properties";

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

  /** Where the participants' keys are. */
  public Path keys() {
    return path.resolve("keys");
  }

  /** Data of one process. */
  public Path data(String process) {
    return directory("data").resolve(process);
  }

  /** Ports of earlier starts. */
  public Path ports() {
    return directory("").resolve(PORTS);
  }

  /** Logins, where the network has access control. */
  public Access access() {
    return new Access(path.resolve("access"));
  }

  /** Where the contracts are, once they are planned. */
  public Path contracts() {
    return path.resolve("contracts.json");
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

  /**
   * Deletes what earlier networks left, for whoever must begin from nothing. What is no state
   * directory is kept.
   *
   * @throws LocalNetworkException when it is none, or a network runs on it
   */
  public void empty() {
    if (!Files.exists(path)) {
      return;
    }
    if (!Files.exists(path.resolve(PORTS))) {
      throw new LocalNetworkException(
          path + " exists and is no state directory of a network; name another one (--dir)");
    }
    if (NetworkFile.running(this).isPresent()) {
      throw new LocalNetworkException(
          "a network runs on " + path + "; end it first: infera down --dir " + path);
    }
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot empty " + path, e);
    }
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
