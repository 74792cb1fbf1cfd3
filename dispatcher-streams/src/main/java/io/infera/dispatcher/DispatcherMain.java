package io.infera.dispatcher;

import io.infera.runtime.Settings;
import io.infera.runtime.SettingsException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a dispatcher until it is told to stop. */
@Command(
    name = "dispatcher",
    mixinStandardHelpOptions = true,
    description = "Assigns requests to nodes, and admits nodes.",
    footerHeading = "%nA configuration file:%n",
    footer = DispatcherMain.FOOTER,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:stopped by a signal", "1:failed while running", "2:bad configuration"})
public final class DispatcherMain implements Callable<Integer> {
  static final String FOOTER = DispatcherSettings.EXAMPLE;

  @Option(names = "--config", required = true, paramLabel = "FILE", description = "properties file")
  private Path config;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new DispatcherMain()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    try {
      return run(new Dispatcher(DispatcherSettings.from(Settings.load(config))));
    } catch (SettingsException e) {
      System.err.println(e.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
  }

  private static int run(Dispatcher dispatcher) throws InterruptedException {
    // Ends with 143 after SIGTERM, when everything is drained.
    var stop = new Thread(dispatcher::close, "stop");
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      dispatcher.start();
      return dispatcher.awaitEnd() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    } finally {
      if (!stop.isAlive()) {
        dispatcher.close();
      }
    }
  }
}
