package io.infera.infra;

import io.infera.infra.local.Access;
import io.infera.infra.local.BrokerAccess;
import io.infera.infra.local.Enrolment;
import io.infera.infra.local.SecretFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes users of a network with access control. */
@Command(
    name = "access",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Makes a user for a node, a requester or an attester on a network with access control, and prints the file with",
      "the settings that its Kafka clients need, password included: hand it over, and do not keep it. A node may register",
      "then; the dispatcher gives it the rest when it admits it, and takes everything when it is ejected. Before the",
      "first start of a cluster, 'broker' makes what its brokers need."
    },
    footer = {
      "",
      "Examples:",
      "  infera access node 0x61458e2f7a895f14f445cbc4651e625bfbb4cc5e",
      "  infera access requester 0xd69c37a20d1ca7a1b2cdd4d0d3a7a5ff7b6e0a11",
      "  infera access node --bootstrap broker-1:9092 --logins /secrets/logins 0x61458e2f7a895f14f445cbc4651e625bfbb4cc5e",
      "  infera access broker --logins /secrets/logins --out /secrets/broker"
    })
final class AccessCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say who: node, requester, attester or broker");
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "A user for a node: it may register.",
      footer = {"", "Example:", "  infera access node 0x61458e2f7a895f14f445cbc4651e625bfbb4cc5e"})
  void node(@Mixin Applicant applicant) {
    applicant.enrol(
        spec, Enrolment::node, "In the node's configuration, each key with 'kafka.' before it.");
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "A user for a requester: it writes requests, and reads its own reply topic.",
      footer = {
        "",
        "Example:",
        "  infera access requester 0xd69c37a20d1ca7a1b2cdd4d0d3a7a5ff7b6e0a11"
      })
  void requester(@Mixin Applicant applicant) {
    applicant.enrol(
        spec,
        Enrolment::requester,
        "For 'infera submit', with --kafka-config and --own-reply-topic.");
  }

  @Command(
      mixinStandardHelpOptions = true,
      description =
          "A user for an attester: it reads what it judges anew, and writes what it says of it.",
      footer = {
        "",
        "Example:",
        "  infera access attester 0x70997970c51812dc3a010c7d01b50e0d17dc79c8"
      })
  void attester(@Mixin Applicant applicant) {
    applicant.enrol(
        spec,
        Enrolment::attester,
        "In the attester's configuration, each key with 'kafka.' before it.");
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = {
        "What the brokers of a new cluster need: logins of broker and administrator among the others, and two files to",
        "hand to each broker: server.properties, to be added to its configuration, and format.arguments, for",
        "'kafka-storage.sh format ... @format.arguments'. (A local network does this by itself.)"
      },
      footer = {
        "",
        "Example:",
        "  infera access broker --logins /secrets/logins --out /secrets/broker"
      })
  void broker(
      @Option(
              names = "--logins",
              required = true,
              paramLabel = "DIR",
              defaultValue = "${env:INFERA_LOGINS}",
              description = "Where logins are kept (default: $INFERA_LOGINS).")
          Path logins,
      @Option(
              names = "--out",
              required = true,
              paramLabel = "DIR",
              description = "Where the two files go.")
          Path out,
      @Option(
              names = "--listeners",
              split = ",",
              defaultValue = "INTERNAL,HOST",
              paramLabel = "NAME,...",
              description = "Listeners for clients and other brokers. Default: ${DEFAULT-VALUE}")
          List<String> listeners,
      @Option(
              names = "--controllers",
              defaultValue = "CONTROLLER",
              paramLabel = "NAME",
              description = "The controllers' listener. Default: ${DEFAULT-VALUE}")
          String controllers) {
    var access = new Access(logins);
    access.establish();
    PrintWriter console = spec.commandLine().getOut();
    console.println(
        SecretFile.properties(
            out.resolve("server.properties"),
            BrokerAccess.settings(access, listeners, controllers)));
    console.println(
        SecretFile.lines(out.resolve("format.arguments"), BrokerAccess.formatArguments(access)));
    console.flush();
  }

  /** Who wants a user. */
  static final class Applicant {
    @Mixin private LoginsOption where;

    @Parameters(
        paramLabel = "ADDRESS",
        description = "Its EVM address, 0x and 40 hexadecimal digits in lower case.")
    private String address;

    @Option(names = "--quiet", description = "Print the file's name alone.")
    private boolean quiet;

    private void enrol(CommandSpec spec, BiConsumer<Enrolment, String> as, String hint) {
      if (!address.matches("0x[0-9a-f]{40}")) {
        throw new ParameterException(
            spec.commandLine(),
            "expected an address such as 0x61458e2f7a895f14f445cbc4651e625bfbb4cc5e, found "
                + address);
      }
      Access access = where.access();
      as.accept(new Enrolment(access, where.bootstrapServers()), address);
      PrintWriter console = spec.commandLine().getOut();
      console.println(access.file(address));
      if (!quiet) {
        console.println(hint);
      }
      console.flush();
    }
  }
}
