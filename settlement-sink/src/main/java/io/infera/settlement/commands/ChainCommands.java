package io.infera.settlement.commands;

import io.infera.runtime.SettingsException;
import io.infera.settlement.chain.ChainRefusedException;
import io.infera.settlement.chain.ChainUnavailableException;
import io.infera.settlement.chain.ContractRevertedException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;

/**
 * How commands about money run and print. Exit 0 done, 1 the contract refused, 2 it could not be
 * tried.
 */
public final class ChainCommands {
  /** System property: a directory of keys, each called by its name, for programs that have one. */
  public static final String KEYS_PROPERTY = "infera.keys";

  static final int REFUSED = 1;
  static final int FAILED = 2;

  private ChainCommands() {}

  /** Runs a command on the contracts, and prints what it found or did. */
  static int run(CommandSpec spec, ChainOptions options, Function<ChainDesk, Facts> command) {
    return run(
        spec,
        () -> {
          try (ChainDesk desk = ChainDesk.open(options)) {
            Facts facts = command.apply(desk);
            print(spec, options.json() ? facts.json() : facts.text());
            return 0;
          }
        });
  }

  /** What a command does; returns its exit code. */
  interface Task {
    int run();
  }

  /** Runs a task; what goes wrong is said in a sentence. */
  static int run(CommandSpec spec, Task task) {
    try {
      return task.run();
    } catch (ContractRevertedException e) {
      return tell(spec, e, REFUSED);
    } catch (ChainUnavailableException
        | ChainRefusedException
        | UncheckedIOException
        | SettingsException
        | IllegalArgumentException
        | IllegalStateException e) {
      return tell(spec, e, FAILED);
    }
  }

  private static int tell(CommandSpec spec, RuntimeException e, int exit) {
    spec.commandLine().getErr().println(e.getMessage());
    return exit;
  }

  static void print(CommandSpec spec, String text) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(text);
    out.flush();
  }
}
