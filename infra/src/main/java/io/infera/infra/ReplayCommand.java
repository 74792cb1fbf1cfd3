package io.infera.infra;

import io.infera.infra.local.Jvm;
import io.infera.infra.local.NetworkFile;
import io.infera.infra.local.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Judges the retained log again, in a Flink of its own beside the one that runs. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Judges the retained log again and names every verdict, settlement, epoch and roster change that differs from",
      "what was published. Writes nothing. Exit code 0 only if nothing differs."
    },
    footer = {"", "Example:", "  infera replay --parallelism 2"})
final class ReplayCommand implements Callable<Integer> {
  private static final String MAIN = "io.infera.verification.replay.ReplayMain";
  private static final int HEAP_MB = 512;

  @Mixin private StateOption state;

  @Option(
      names = "--parallelism",
      paramLabel = "P",
      defaultValue = "1",
      description = "Of the replaying job (default: ${DEFAULT-VALUE}).")
  private int parallelism;

  @Override
  public Integer call() throws InterruptedException {
    NetworkFile.require(state.state());
    List<String> arguments =
        List.of(
            "--config",
            state.state().configuration("replay").toString(),
            "--parallelism",
            Integer.toString(parallelism));
    List<String> command =
        Jvm.service(HEAP_MB, "-Dlogback.configurationFile=replay-logback.xml")
            .command(Repository.find().application("verification-flink"), MAIN, arguments);
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command.get(0), e);
    }
  }
}
