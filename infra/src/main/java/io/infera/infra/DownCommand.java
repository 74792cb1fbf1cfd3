package io.infera.infra;

import io.infera.infra.local.Shutdown;
import io.infera.infra.process.Progress;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Stops the network from another terminal. */
@Command(
    name = "down",
    description = "Stops the network and waits until no process is left. Its state stays.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  infera down"})
final class DownCommand implements Callable<Integer> {
  @Mixin private StateOption state;

  @Override
  public Integer call() throws InterruptedException {
    Shutdown.of(state.state(), Progress.console());
    return 0;
  }
}
