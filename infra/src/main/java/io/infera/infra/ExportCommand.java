package io.infera.infra;

import io.infera.infra.local.Jvm;
import io.infera.infra.local.LocalNetworkException;
import io.infera.infra.local.NetworkFile;
import io.infera.infra.local.Repository;
import io.infera.infra.local.SecretFile;
import io.infera.infra.local.StateDirectory;
import io.infera.schemas.catalog.AccessRules;
import io.infera.schemas.catalog.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Keeps history beyond the topics' retention: the analysts' streams as Parquet files. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Exports topics of the network that runs to Parquet, each record exactly once, a directory a topic and a day, until",
      "Ctrl-C. Called again with the same directory it continues, also after a kill."
    },
    footer = {
      "",
      "Examples:",
      "  infera export --to history",
      "  infera export --to history --topics infera.verdicts,infera.settlements --interval 1m"
    })
final class ExportCommand implements Callable<Integer> {
  private static final String NAME = "export";
  private static final String MAIN = "io.infera.analytics.export.ExportMain";
  private static final int HEAP_MB = 384;

  @Mixin private StateOption state;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "DIR",
      description = "Where the files go; what is needed to continue goes to DIR/_state.")
  private Path directory;

  @Option(
      names = "--topics",
      paramLabel = "TOPIC,...",
      description = "Default: all that analysts may read.")
  private String topics;

  @Option(
      names = "--interval",
      paramLabel = "TIME",
      defaultValue = "10m",
      description = "Files are closed, and can be read, this often (default: ${DEFAULT-VALUE}).")
  private String interval;

  @Override
  public Integer call() throws InterruptedException {
    StateDirectory network = state.state();
    Path config = SecretFile.properties(network.configuration(NAME), settings(network));
    List<String> command =
        Jvm.service(HEAP_MB)
            .command(
                Repository.find().application("infra/analytics"),
                MAIN,
                List.of("--config", config.toString()));
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command.get(0), e);
    }
  }

  private Map<String, String> settings(StateDirectory network) {
    NetworkFile running = NetworkFile.require(network);
    Path target = directory.toAbsolutePath().normalize();
    if (target.startsWith(network.path())) {
      throw new LocalNetworkException(
          "expected a directory outside the network's state, which may be removed, found "
              + target);
    }
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("kafka.bootstrap.servers", running.bootstrapServers());
    network
        .access()
        .settings(AccessRules.nameOf(Role.ANALYST))
        .forEach((key, value) -> settings.put("kafka." + key, value));
    settings.put("schema.registry.url", running.schemaRegistry());
    settings.put("export.dir", target.toString());
    settings.put("export.interval", interval);
    if (topics != null) {
      settings.put("export.topics", topics);
    }
    settings.put("data.dir", target.resolve("_state").toString());
    return settings;
  }
}
