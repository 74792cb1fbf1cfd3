package io.infera.infra;

import io.infera.infra.attack.AttackCommand;
import io.infera.infra.bench.BenchCommand;
import io.infera.infra.calibrate.CalibrateCommand;
import io.infera.infra.chaos.ChaosCommand;
import io.infera.infra.demo.DemoCommand;
import io.infera.infra.local.Jvm;
import io.infera.infra.local.StateDirectory;
import io.infera.infra.policy.PolicyCommand;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line around the local network. */
@Command(
    name = "infera",
    description = "Runs the whole network on this machine, and asks what it does.",
    mixinStandardHelpOptions = true,
    version = "infera 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      ChaosCommand.class,
      UpCommand.class,
      StatusCommand.class,
      DownCommand.class,
      ReplayCommand.class,
      ExportCommand.class,
      BenchCommand.class,
      AttackCommand.class,
      CalibrateCommand.class,
      PolicyCommand.class,
      TopicsCommand.class,
      ProvisionCommand.class,
      KeyCommand.class,
      FundCommand.class,
      AccessCommand.class
    },
    footer = {"", "Example:", "  infera up --nodes 3", "  infera status"})
public final class Infera implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /** Exit status 0: done; 1: it failed; 2: the command line is wrong. */
  public static void main(String[] args) {
    // The services' jars bring a logback.xml each.
    System.setProperty("logback.configurationFile", "io/infera/infra/launcher-logback.xml");
    Jvm.applyToThisProcess();
    System.exit(commandLine(StateOption.in(List.of(args))).execute(args));
  }

  static CommandLine commandLine(StateDirectory state) {
    CommandLine infera = new CommandLine(new Infera());
    ServiceCommands.mount(infera, state);
    MoneyCommands.mount(infera, state);
    return infera.setExecutionExceptionHandler(new FailureReport());
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "name a command");
  }
}
