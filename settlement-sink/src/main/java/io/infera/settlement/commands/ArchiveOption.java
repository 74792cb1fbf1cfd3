package io.infera.settlement.commands;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a command has the settlements from. */
final class ArchiveOption {
  @Option(
      names = "--archive",
      required = true,
      paramLabel = "DIR",
      description = "An archive of the settlements: the sink's, or a keeper's.")
  private Path archive;

  Path directory() {
    return archive;
  }
}
