package io.infera.infra;

import io.infera.infra.local.LocalTreasury;
import io.infera.infra.local.NetworkFile;
import io.infera.runtime.InferAmount;
import io.infera.settlement.chain.Account.Done;
import io.infera.settlement.chain.EvmAddress;
import io.infera.settlement.commands.Amounts;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Gas and INFER for a newcomer. */
@Command(
    name = "fund",
    mixinStandardHelpOptions = true,
    description = {
      "Gives an account of the local network's chain what gas costs, and INFER out of its treasury, so that it can stake",
      "or deposit."
    },
    footer = {
      "",
      "Example: a node of your own, beside those that the network began with",
      "  infera fund $(infera key node.key)",
      "  infera node stake 1000 INFER --key node.key"
    })
final class FundCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private StateOption state;

  @Parameters(index = "0", paramLabel = "ADDRESS", description = "Who is given it.")
  private String address;

  @Parameters(
      index = "1..*",
      arity = "0..2",
      paramLabel = "AMOUNT",
      description =
          "For instance 500 INFER (default: 1100 INFER, a stake and the bond of an appeal).")
  private List<String> words = List.of("1100", "INFER");

  @Override
  public Integer call() {
    EvmAddress to = account();
    InferAmount amount = Amounts.of(spec, words);
    NetworkFile network = NetworkFile.require(state.state());
    Done done = LocalTreasury.give(state.state(), network, to, amount);
    spec.commandLine().getOut().printf("%s has gas and %s more%n", to.text(), amount);
    spec.commandLine().getOut().printf("  transaction %s%n", done.transaction());
    return 0;
  }

  private EvmAddress account() {
    try {
      return new EvmAddress(address);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
