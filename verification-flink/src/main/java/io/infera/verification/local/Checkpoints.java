package io.infera.verification.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what a restarted local process continues from: the newest complete snapshot, be it a
 * checkpoint that a killed process left or the savepoint of a clean stop. A snapshot is complete
 * when its metadata are there, which Flink writes last and renames into place.
 */
final class Checkpoints {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
  private static final String METADATA = "_metadata";
  private static final String CHECKPOINT = "chk-";

  private final Path checkpoints;
  private final Path savepoints;

  Checkpoints(Path dataDir, JobID job) {
    this.checkpoints = dataDir.resolve("checkpoints").resolve(job.toHexString());
    this.savepoints = dataDir.resolve("savepoints");
  }

  Path savepoints() {
    return savepoints;
  }

  /** The newest complete snapshot; empty on the first start. */
  Optional<Path> newest() {
    return Stream.concat(complete(checkpoints), complete(savepoints))
        .max(Comparator.comparing(Checkpoints::written).thenComparing(Path::toString));
  }

  /**
   * Removes checkpoints that nothing will ever be restored from: those cut short, and those that
   * the newest replaced.
   */
  void prune() {
    Optional<Path> newest = newest();
    for (Path directory : list(checkpoints)) {
      boolean keep = newest.filter(directory::equals).isPresent();
      if (!keep && directory.getFileName().toString().startsWith(CHECKPOINT)) {
        LOG.info(
            "Removing {}, which {} replaces",
            directory,
            newest.map(Path::toString).orElse("a new start"));
        delete(directory);
      }
    }
  }

  private static Stream<Path> complete(Path parent) {
    return list(parent).stream().filter(directory -> Files.exists(directory.resolve(METADATA)));
  }

  private static FileTime written(Path snapshot) {
    try {
      return Files.getLastModifiedTime(snapshot.resolve(METADATA));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + snapshot, e);
    }
  }

  private static List<Path> list(Path parent) {
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(parent)) {
      return children.filter(Files::isDirectory).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + parent, e);
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + directory, e);
    }
  }
}
