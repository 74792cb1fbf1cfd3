package io.infera.infra;

import io.infera.infra.local.NetworkFile;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Tells how the network is. */
@Command(
    name = "status",
    description = {
      "Tells which processes run, whether they are healthy, where they are and what they take.",
      "Exit status 0 when all is well, 1 when not or when no network runs."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  infera status"})
final class StatusCommand implements Callable<Integer> {
  @Mixin private StateOption state;

  @Override
  public Integer call() {
    NetworkFile network = NetworkFile.require(state.state());
    System.out.println(NetworkReport.addresses(network, state.state()));
    System.out.print(NetworkReport.processes(network));
    return NetworkReport.healthy(network) ? 0 : 1;
  }
}
