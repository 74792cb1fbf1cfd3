package io.infera.infra.chaos;

import io.infera.infra.local.NodeSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Sets the clock of a node's process, and of no other: libfaketime, preloaded, answers what time of
 * day it is, and reads from a file how far off that is to be. Time that only measures (monotonic)
 * is left alone, as it is when a machine's clock is set.
 */
final class NodeClock {
  private static final String LIBRARY = "libfaketimeMT.so.1";
  private static final List<Path> WHERE = List.of(Path.of("/usr/lib"), Path.of("/usr/local/lib"));
  private static final int DEPTH = 3;
  private static final String RIGHT = "+0";

  private final Path directory;
  private final Path library;

  private NodeClock(Path directory, Path library) {
    this.directory = directory;
    this.library = library;
  }

  /**
   * Clocks whose settings stand in a directory.
   *
   * @throws IOException with the reason why clocks cannot be set on this machine
   */
  static NodeClock in(Path directory) throws IOException {
    Path library =
        find()
            .orElseThrow(
                () ->
                    new IOException(
                        "no " + LIBRARY + " in " + WHERE + "; install the package libfaketime"));
    Files.createDirectories(directory);
    var clock = new NodeClock(directory, library);
    clock.probe();
    return clock;
  }

  /** The same node with a clock that can be set, right at first. */
  NodeSpec given(NodeSpec node) {
    set(node, RIGHT);
    return node.in(environment(file(node.name())));
  }

  /** Sets a node's clock off by whole hours. */
  void jump(NodeSpec node, int hours) {
    set(node, "%+dh".formatted(hours));
  }

  /** Sets it right. */
  void right(NodeSpec node) {
    set(node, RIGHT);
  }

  private void set(NodeSpec node, String offset) {
    write(file(node.name()), offset);
  }

  private static void write(Path file, String offset) {
    try {
      Files.writeString(file, offset + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot set a clock in " + file, e);
    }
  }

  private Path file(String name) {
    return directory.resolve(name + ".clock");
  }

  private Map<String, String> environment(Path file) {
    return Map.of(
        "LD_PRELOAD", library.toString(),
        "FAKETIME_TIMESTAMP_FILE", file.toString(),
        "FAKETIME_CACHE_DURATION", "1",
        "FAKETIME_DONT_FAKE_MONOTONIC", "1",
        // Or waits of a JVM, which are by the clock that is left alone, end at once.
        "FAKETIME_FORCE_MONOTONIC_FIX", "0");
  }

  private void probe() throws IOException {
    Path file = file("probe");
    write(file, "+5h");
    String printed = Commandline.run(List.of("date", "+%s"), environment(file));
    Instant seen = Instant.ofEpochSecond(Long.parseLong(printed));
    if (Duration.between(Instant.now(), seen).toHours() < 4) {
      throw new IOException(library + " is there and changes no program's clock");
    }
  }

  private static Optional<Path> find() throws IOException {
    for (Path root : WHERE) {
      if (Files.isDirectory(root)) {
        try (Stream<Path> files = Files.find(root, DEPTH, (file, is) -> file.endsWith(LIBRARY))) {
          Optional<Path> found = files.findFirst();
          if (found.isPresent()) {
            return found;
          }
        }
      }
    }
    return Optional.empty();
  }
}
