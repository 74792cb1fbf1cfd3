package io.infera.infra;

import static java.lang.ProcessBuilder.Redirect.INHERIT;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.infra.local.Jvm;
import io.infera.infra.local.Repository;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Asks the streams in SQL, in a Flink of its own whose jars nothing else carries. */
@Command(
    name = "sql",
    mixinStandardHelpOptions = true,
    description = {
      "Asks the streams in Flink SQL: what they hold now, or with --follow what comes. Takes SQL, names of worked queries,",
      "and --list, --all, --file FILE, --json, --markdown, --follow, --ddl, --parallelism P."
    })
final class SqlCommand implements Callable<Integer> {
  private static final String MAIN = "io.infera.analytics.sql.SqlMain";
  private static final int HEAP_MB = 768;

  @Spec private CommandSpec spec;

  @Option(names = "--bootstrap", paramLabel = "HOST:PORT", description = "Where Kafka is.")
  private String bootstrap;

  @Option(names = "--registry", paramLabel = "URL", description = "Where the schema registry is.")
  private String registry;

  @Option(
      names = "--kafka-config",
      paramLabel = "FILE",
      description = "Settings of Kafka's client, where one has to log in.")
  private String kafkaConfig;

  @Unmatched private List<String> rest = new ArrayList<>();

  @Override
  public Integer call() throws InterruptedException {
    List<String> arguments = new ArrayList<>();
    add(arguments, "--bootstrap", bootstrap);
    add(arguments, "--registry", registry);
    add(arguments, "--kafka-config", kafkaConfig);
    arguments.addAll(rest);
    List<String> command =
        Jvm.service(HEAP_MB)
            .command(Repository.find().application("infra/analytics"), MAIN, arguments);
    try {
      Process process =
          new ProcessBuilder(command).redirectInput(INHERIT).redirectError(INHERIT).start();
      PrintWriter out = spec.commandLine().getOut();
      process
          .inputReader(UTF_8)
          .lines()
          .forEach(
              line -> {
                out.println(line);
                out.flush();
              });
      return process.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command.get(0), e);
    }
  }

  private static void add(List<String> arguments, String option, String value) {
    if (value != null) {
      arguments.addAll(List.of(option, value));
    }
  }
}
