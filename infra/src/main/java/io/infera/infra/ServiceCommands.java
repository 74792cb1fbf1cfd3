package io.infera.infra;

import io.infera.dispatcher.RecomputeDrawCommand;
import io.infera.infra.local.Access;
import io.infera.infra.local.LocalNetwork;
import io.infera.infra.local.NetworkFile;
import io.infera.infra.local.StateDirectory;
import io.infera.infra.topics.ReadCommand;
import io.infera.ingest.SubmitCommand;
import io.infera.schemas.catalog.AccessRules;
import io.infera.schemas.catalog.Role;
import io.infera.schemas.identity.Identity;
import io.infera.settlement.VerifyReceiptCommand;
import io.infera.settlement.economy.DeployContractsCommand;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Commands that belong to services, told where the network is that runs here. */
final class ServiceCommands {
  private ServiceCommands() {}

  /** Adds them, each with {@code --dir}. */
  static void mount(CommandLine infera, StateDirectory state) {
    CommandLine submit = new CommandLine(new SubmitCommand());
    submit.addMixin("state", new StateOption());
    submit.setDefaultValueProvider(new NetworkDefaults(state, ServiceCommands::requester));
    submit.getCommandSpec().usageMessage().footer("  infera submit texts.txt");
    infera.addSubcommand("submit", submit);

    CommandLine recompute = new CommandLine(new RecomputeDrawCommand());
    recompute.addMixin("state", new StateOption());
    recompute.setDefaultValueProvider(
        new NetworkDefaults(state, any -> AccessRules.nameOf(Role.AUDITOR)));
    recompute.getCommandSpec().usageMessage().footer("  infera recompute-draw r-17");
    infera.addSubcommand("recompute-draw", recompute);

    CommandLine read = new CommandLine(new ReadCommand());
    read.addMixin("state", new StateOption());
    read.setDefaultValueProvider(
        new NetworkDefaults(state, any -> AccessRules.nameOf(Role.ANALYST)));
    read.getCommandSpec()
        .usageMessage()
        .footer(
            "",
            "Examples:",
            "  infera read infera.standings",
            "  infera read infera.verdicts --follow",
            "  infera read infera.results --kafka-config .infera/access/auditor.properties");
    infera.addSubcommand("read", read);

    CommandLine sql = new CommandLine(new SqlCommand());
    sql.addMixin("state", new StateOption());
    sql.setDefaultValueProvider(
        new NetworkDefaults(state, any -> AccessRules.nameOf(Role.ANALYST)));
    sql.getCommandSpec()
        .usageMessage()
        .footer(
            "",
            "Examples:",
            "  infera sql --list",
            "  infera sql fallen similarity",
            "  infera sql \"SELECT status, COUNT(*) AS requests FROM verdicts GROUP BY status\"",
            "  infera sql --follow \"SELECT nodeId, state, standingPpm FROM standings\"",
            "  infera sql --ddl > infera.sql");
    infera.addSubcommand("sql", sql);

    System.setProperty(
        VerifyReceiptCommand.CONFIG_PROPERTY, state.configuration("sink").toString());
    CommandLine verify = new CommandLine(new VerifyReceiptCommand());
    verify.addMixin("state", new StateOption());
    verify
        .getCommandSpec()
        .usageMessage()
        .footer(
            "",
            "Exit code: 0 it is on the chain as archived, 1 it is not, 2 it could not be checked.",
            "",
            "Example:",
            "  infera verify-receipt r-17");
    infera.addSubcommand("verify-receipt", verify);

    infera.addSubcommand("deploy-contracts", new CommandLine(new DeployContractsCommand()));
  }

  private static String requester(StateDirectory state) {
    return Identity.loadOrCreate(requesterKey(state)).address();
  }

  /** Of a network that runs here its own; elsewhere that of whoever calls. */
  private static Path requesterKey(StateDirectory state) {
    return fromEnvironment("INFERA_BOOTSTRAP").isEmpty() && NetworkFile.running(state).isPresent()
        ? state.key(LocalNetwork.REQUESTER)
        : Path.of(System.getProperty("user.home"), ".infera", "requester.key");
  }

  private static Optional<String> fromEnvironment(String name) {
    return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isEmpty());
  }

  /**
   * What the environment names wins over what runs here, and the command line over both.
   *
   * @param user who a command is on a network where everybody logs in
   */
  private record NetworkDefaults(StateDirectory state, Function<StateDirectory, String> user)
      implements IDefaultValueProvider {
    @Override
    public String defaultValue(ArgSpec argument) {
      String name = argument instanceof OptionSpec option ? option.longestName() : "";
      return switch (name) {
        case "--bootstrap" ->
            fromEnvironment("INFERA_BOOTSTRAP")
                .or(() -> running().map(NetworkFile::bootstrapServers))
                .orElse(null);
        case "--registry" ->
            fromEnvironment("INFERA_REGISTRY")
                .or(() -> running().map(NetworkFile::schemaRegistry))
                .orElse(null);
        case "--kafka-config" ->
            fromEnvironment("INFERA_KAFKA_CONFIG")
                .or(() -> secured().map(access -> access.file(user.apply(state)).toString()))
                .orElse(null);
        case "--rpc" -> charging().flatMap(any -> running()).map(NetworkFile::evmRpc).orElse(null);
        case "--escrow" -> charging().map(contracts -> contracts.get("RequestEscrow")).orElse(null);
        case "--chain-id" -> charging().map(any -> LocalNetwork.CHAIN_ID).orElse("0");
        case "--own-reply-topic" -> Boolean.toString(secured().isPresent());
        case "--key" -> requesterKey(state).toString();
        default -> null;
      };
    }

    /** Empty where nothing is charged, or the network is not the one that runs here. */
    private Optional<Map<String, String>> charging() {
      return fromEnvironment("INFERA_BOOTSTRAP").isPresent()
          ? Optional.empty()
          : running().map(NetworkFile::contracts);
    }

    private Optional<NetworkFile> running() {
      return NetworkFile.running(state);
    }

    /** Empty when everybody may do everything. */
    private Optional<Access> secured() {
      Optional<String> logins =
          fromEnvironment("INFERA_BOOTSTRAP").isPresent()
              ? fromEnvironment("INFERA_LOGINS")
              : running().flatMap(network -> Optional.ofNullable(network.access()));
      return logins.map(Path::of).map(Access::new).filter(Access::required);
    }
  }
}
