package io.infera.infra;

import io.infera.infra.local.Repository;
import io.infera.infra.local.StateDirectory;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Which network is meant. */
public final class StateOption {
  private static final String NAME = "--dir";

  @Option(
      names = NAME,
      scope = ScopeType.INHERIT,
      paramLabel = "DIR",
      description = "State directory of the network (default: .infera in the repository).")
  private Path directory;

  /** Its state directory. */
  public StateDirectory state() {
    return state(directory);
  }

  /** The same before the command line is parsed, for what the defaults of other options need. */
  static StateDirectory in(List<String> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals(NAME) && i + 1 < arguments.size()) {
        return state(Path.of(arguments.get(i + 1)));
      }
      if (argument.startsWith(NAME + "=")) {
        return state(Path.of(argument.substring(NAME.length() + 1)));
      }
    }
    return state(null);
  }

  private static StateDirectory state(Path directory) {
    return new StateDirectory(directory == null ? Repository.find().defaultState() : directory);
  }
}
