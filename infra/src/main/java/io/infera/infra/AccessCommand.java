package io.infera.infra;

import io.infera.infra.local.Access;
import io.infera.infra.local.Enrolment;
import io.infera.infra.local.LocalNetworkException;
import io.infera.infra.local.NetworkFile;
import io.infera.infra.local.StateDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a user for a node or a requester of a network with access control. */
@Command(
    name = "access",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a user for a node or a requester on a network that was started with --secure, and prints the file with the",
      "settings that its Kafka clients need, password included: hand it over, and do not keep it. A node may register",
      "then; the dispatcher gives it the rest when it admits it, and takes everything when it is ejected."
    },
    footer = {
      "",
      "Examples:",
      "  infera access node 0x61458e2f7a895f14f445cbc4651e625bfbb4cc5e",
      "  infera access requester 0xd69c37a20d1ca7a1b2cdd4d0d3a7a5ff7b6e0a11"
    })
final class AccessCommand implements Runnable {
  /** Who wants in. */
  enum Kind {
    node,
    requester
  }

  @Spec private CommandSpec spec;
  @Mixin private StateOption state;

  @Parameters(index = "0", description = "${COMPLETION-CANDIDATES}")
  private Kind kind;

  @Parameters(
      index = "1",
      paramLabel = "ADDRESS",
      description = "Its EVM address, 0x and 40 hexadecimal digits in lower case.")
  private String address;

  @Option(names = "--quiet", description = "Print the file's name alone.")
  private boolean quiet;

  @Override
  public void run() {
    if (!address.matches("0x[0-9a-f]{40}")) {
      throw new ParameterException(
          spec.commandLine(),
          "expected an address such as 0x61458e2f7a895f14f445cbc4651e625bfbb4cc5e, found "
              + address);
    }
    StateDirectory directory = state.state();
    NetworkFile network = NetworkFile.require(directory);
    Access access = directory.access();
    if (!access.required()) {
      throw new LocalNetworkException(
          "the network in "
              + directory.path()
              + " has no access control, everybody may do everything; start another with --secure");
    }
    var enrolment = new Enrolment(access, network.bootstrapServers());
    switch (kind) {
      case node -> enrolment.node(address);
      case requester -> enrolment.requester(address);
    }
    spec.commandLine().getOut().println(access.file(address));
    if (!quiet) {
      spec.commandLine()
          .getOut()
          .println(
              kind == Kind.node
                  ? "In the node's configuration, each key of it with 'kafka.' before it."
                  : "For 'infera submit', with --kafka-config and --own-reply-topic.");
    }
    spec.commandLine().getOut().flush();
  }
}
