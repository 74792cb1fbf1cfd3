package io.infera.infra;

import io.infera.infra.local.LocalNetwork;
import io.infera.infra.local.NetworkFile;
import io.infera.infra.local.StateDirectory;
import io.infera.settlement.commands.ChainCommands;
import io.infera.settlement.commands.EscrowCommand;
import io.infera.settlement.commands.NodeCommand;
import io.infera.settlement.commands.SlashCommand;
import io.infera.settlement.commands.VerifyBatchCommand;
import io.infera.settlement.commands.VerifyRewardsCommand;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Commands about money, told where the contracts, keys and archive of the local network are. */
final class MoneyCommands {
  private MoneyCommands() {}

  static void mount(CommandLine infera, StateDirectory state) {
    System.setProperty(ChainCommands.KEYS_PROPERTY, state.keys().toString());
    add(infera, state, "node", new NodeCommand(), "infera node stake 50 INFER --key node-1");
    add(infera, state, "escrow", new EscrowCommand(), "infera escrow deposit 100 INFER");
    add(infera, state, "slash", new SlashCommand(), "infera slash r-17 --key keeper --dry-run");
    add(infera, state, "verify-batch", new VerifyBatchCommand(), "infera verify-batch 0 17");
    add(
        infera,
        state,
        "verify-rewards",
        new VerifyRewardsCommand(),
        "infera verify-rewards --epoch 3");
  }

  private static void add(
      CommandLine infera, StateDirectory state, String name, Object command, String example) {
    CommandLine line = new CommandLine(command);
    line.addMixin("state", new StateOption());
    line.setDefaultValueProvider(new LocalDefaults(state, name));
    line.getCommandSpec()
        .usageMessage()
        .footer(
            "",
            "Of the local network, contracts, archive and keys are found (a key by its name: node-1).",
            "",
            "Example:",
            "  " + example);
    infera.addSubcommand(name, line);
  }

  /** Of the network that runs here, or whose state is here. */
  private record LocalDefaults(StateDirectory state, String command)
      implements IDefaultValueProvider {
    private static final Map<String, String> KEYS = Map.of("escrow", LocalNetwork.REQUESTER);

    @Override
    public String defaultValue(ArgSpec argument) {
      String name = argument instanceof OptionSpec option ? option.longestName() : "";
      return switch (name) {
        case "--contracts" -> state.contracts().toString();
        case "--rpc" -> running().map(NetworkFile::evmRpc).orElse(null);
        case "--archive" -> state.data("sink").resolve("archive").toString();
        case "--key" -> KEYS.get(command);
        default -> argument.paramLabel().equals("REQUESTER") ? KEYS.get(command) : null;
      };
    }

    private Optional<NetworkFile> running() {
      return NetworkFile.running(state);
    }
  }
}
