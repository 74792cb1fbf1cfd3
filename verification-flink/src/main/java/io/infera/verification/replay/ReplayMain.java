package io.infera.verification.replay;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.infera.runtime.Settings;
import io.infera.runtime.SettingsException;
import io.infera.verification.VerificationParameters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Replays the retained log and compares with what was published; the exit code is 0 only if they
 * agree.
 */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description =
        "Judges the retained log again and compares verdicts, settlements, epochs, error rates and"
            + " roster changes with those published. Of a log without its beginning, or from a time"
            + " on, only what is said of requests can be compared.",
    footer = {
      "",
      "Exit code: 0 nothing differs, 1 something does, 2 it could not be tried.",
      "Example: replay --config verification.properties --parallelism 2 --json replay.json"
    })
public final class ReplayMain implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The running job's configuration.")
  private Path config;

  @Option(
      names = "--from",
      paramLabel = "T",
      description =
          "Compare only requests that were disposed since this time, such as 2026-11-25T12:00:00Z"
              + " (default: all that the log can tell).")
  private Instant from;

  @Option(
      names = "--parallelism",
      paramLabel = "P",
      defaultValue = "1",
      description = "Default: ${DEFAULT-VALUE}")
  private int parallelism;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write what was compared, and what differs, to this file.")
  private Path json;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new ReplayMain()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    VerificationParameters parameters;
    try {
      parameters = VerificationParameters.read(Settings.load(config));
    } catch (SettingsException | IllegalArgumentException e) {
      System.err.println(e.getMessage());
      return 2;
    }
    var report = LogReplay.of(parameters, Optional.ofNullable(from), parallelism).compare();
    System.out.print(report.text());
    if (json != null) {
      write(report.json());
    }
    return report.different() == 0 ? 0 : 1;
  }

  private void write(ObjectNode report) {
    try {
      JSON.writerWithDefaultPrettyPrinter().writeValue(json.toFile(), report);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + json, e);
    }
  }
}
