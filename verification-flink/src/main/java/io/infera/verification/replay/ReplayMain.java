package io.infera.verification.replay;

import io.infera.runtime.Settings;
import io.infera.runtime.SettingsException;
import io.infera.verification.VerificationParameters;
import io.infera.verification.kafka.LogEnd;
import io.infera.verification.kafka.LogTopics;
import java.nio.file.Path;
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
        "Judges the retained log again and compares verdicts, settlements, epochs and roster"
            + " changes with those published.",
    footer = {"", "Example: replay --config verification.properties --parallelism 2"})
public final class ReplayMain implements Callable<Integer> {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The running job's configuration.")
  private Path config;

  @Option(names = "--parallelism", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}")
  private int parallelism;

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
    LogTopics topics = LogTopics.describe(parameters);
    LogEnd end = LogEnd.now(parameters, topics);
    var again = Replay.marks(parameters, topics, end, parallelism);
    var published = new Marks(end.horizon());
    PublishedLog.forEach(parameters, published::add);
    long unpublished = again.missingFrom(published);
    long unfounded = published.missingFrom(again);
    if (unfounded > 0) {
      PublishedLog.forEach(
          parameters,
          record ->
              again
                  .missing(record)
                  .forEach(key -> System.out.println("published, not replayed: " + key)));
    }
    System.out.printf(
        "%d replayed, %d published, %d replayed alone, %d published alone%n",
        again.size(), published.size(), unpublished, unfounded);
    return unpublished + unfounded == 0 ? 0 : 1;
  }
}
