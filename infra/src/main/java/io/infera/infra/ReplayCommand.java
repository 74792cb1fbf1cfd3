package io.infera.infra;

import io.infera.infra.local.NetworkFile;
import io.infera.infra.local.ReplayProcess;
import io.infera.infra.local.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
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
      "Judges the retained log again and names every request, node and model of which a verdict, settlement, epoch,",
      "error rate or roster change differs from what was published. Writes nothing. Of a log that has lost its",
      "beginning to retention, or with --from, only what is said of requests is compared: what is said of nodes and",
      "models is a sum over all that ever was."
    },
    footer = {
      "",
      "Exit code: 0 nothing differs, 1 something does, 2 it could not be tried.",
      "",
      "Examples:",
      "  infera replay --parallelism 2",
      "  infera replay --from 2026-11-25T12:00:00Z --json replay.json"
    })
final class ReplayCommand implements Callable<Integer> {
  @Mixin private StateOption state;

  @Option(
      names = "--from",
      paramLabel = "T",
      description = "Compare only requests that were disposed since this time (ISO 8601).")
  private Instant from;

  @Option(
      names = "--parallelism",
      paramLabel = "P",
      defaultValue = "1",
      description = "Of the replaying job (default: ${DEFAULT-VALUE}).")
  private int parallelism;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write what was compared, and what differs, to this file.")
  private Path json;

  @Override
  public Integer call() throws InterruptedException {
    NetworkFile.require(state.state());
    List<String> command = ReplayProcess.command(Repository.find(), state.state(), options());
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command.get(0), e);
    }
  }

  private List<String> options() {
    var options = new ArrayList<>(List.of("--parallelism", Integer.toString(parallelism)));
    if (from != null) {
      options.addAll(List.of("--from", from.toString()));
    }
    if (json != null) {
      options.addAll(List.of("--json", json.toAbsolutePath().toString()));
    }
    return options;
  }
}
