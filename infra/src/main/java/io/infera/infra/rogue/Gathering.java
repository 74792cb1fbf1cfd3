package io.infera.infra.rogue;

import io.infera.schemas.canonical.CanonicalHash;
import io.infera.schemas.canonical.Hex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Where the nodes of a ring tell each other which texts they have before them: a directory, with an
 * empty file for each text and node. What the network keeps from a node, who else was drawn, a ring
 * finds out for its own.
 */
public final class Gathering {
  private static final String AWAKE = "awake";

  private final Path directory;
  private final String me;
  private final Duration patience;

  /**
   * @param me name of this node
   * @param patience how long the others are waited for
   */
  Gathering(Path directory, String me, Duration patience) {
    this.directory = directory;
    this.me = me;
    this.patience = patience;
  }

  /** Tells the ring to lie from now on. */
  public static void wake(Path directory) {
    touch(directory.resolve(AWAKE));
  }

  /** Name of this node. */
  String me() {
    return me;
  }

  boolean isAwake() {
    return Files.exists(directory.resolve(AWAKE));
  }

  /** Says which texts this node has, and lets the others say it, too. */
  void announce(List<String> texts) {
    texts.forEach(text -> touch(directory.resolve(name(text) + "." + me)));
    LockSupport.parkNanos(patience.toNanos());
  }

  /** How many nodes of the ring have a text before them, this one counted. */
  int present(String text) {
    String prefix = name(text) + ".";
    try (Stream<Path> files = Files.list(directory)) {
      return (int) files.filter(file -> file.getFileName().toString().startsWith(prefix)).count();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look into " + directory, e);
    }
  }

  private static String name(String text) {
    return Hex.of(CanonicalHash.of("infera/attack/text/v1").string(text).finish());
  }

  private static void touch(Path file) {
    try {
      Files.createDirectories(file.getParent());
      if (!Files.exists(file)) {
        Files.write(file, new byte[0]);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
