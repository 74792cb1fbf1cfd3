package io.infera.infra;

import io.infera.infra.local.Repository;
import io.infera.infra.local.StateDirectory;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which network is meant. */
final class StateOption {
  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "State directory of the network (default: .infera in the repository).")
  private Path directory;

  StateDirectory state() {
    return new StateDirectory(directory == null ? Repository.find().defaultState() : directory);
  }
}
