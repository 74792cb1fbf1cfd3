package io.infera.infra;

import io.infera.infra.local.Access;
import io.infera.infra.local.LocalNetworkException;
import io.infera.infra.local.NetworkFile;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** On which network users are made: one that runs here, or one that runs elsewhere. */
final class LoginsOption {
  @Mixin private StateOption state;

  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT,...",
      defaultValue = "${env:INFERA_BOOTSTRAP}",
      description = "Kafka brokers of a network elsewhere (default: $INFERA_BOOTSTRAP, if set).")
  private String bootstrapServers;

  @Option(
      names = "--logins",
      paramLabel = "DIR",
      defaultValue = "${env:INFERA_LOGINS}",
      description = "Its logins, the administrator's among them (default: $INFERA_LOGINS).")
  private Path logins;

  String bootstrapServers() {
    return bootstrapServers != null
        ? bootstrapServers
        : NetworkFile.require(state.state()).bootstrapServers();
  }

  /**
   * Its logins.
   *
   * @throws LocalNetworkException when nobody logs in there
   */
  Access access() {
    Access access = bootstrapServers == null ? state.state().access() : elsewhere();
    if (!access.required()) {
      throw new LocalNetworkException(
          "expected the administrator's login in "
              + access.file(Access.ADMIN)
              + ", found none: that network has no access control, everybody may do everything;"
              + " a local one is started with --secure");
    }
    return access;
  }

  private Access elsewhere() {
    if (logins == null) {
      throw new LocalNetworkException(
          "expected to be told with --logins where the logins of the network at "
              + bootstrapServers
              + " are");
    }
    return new Access(logins);
  }
}
