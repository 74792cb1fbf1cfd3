package io.infera.analytics.export;

import io.infera.runtime.Settings;
import io.infera.runtime.SettingsException;
import io.infera.verification.local.LocalFlink;
import io.infera.verification.local.LocalJob;
import io.infera.verification.local.LocalSettings;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.flink.api.common.JobID;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Exports topics to Parquet, in a Flink of its own, until it is told to stop; then it closes its
 * files. It continues from where it was, also after kill -9.
 *
 * <p>Exit codes: 0 after a clean stop, 1 when the job or Flink failed for good, 2 when the
 * configuration is wrong.
 */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Exports topics to Parquet files, each record exactly once.",
    footer = {
      "",
      "Example configuration:",
      "  kafka.bootstrap.servers=127.0.0.1:9092",
      "  schema.registry.url=http://127.0.0.1:8081/apis/ccompat/v7",
      "  export.dir=/var/lib/infera/history",
      "  export.topics=infera.verdicts,infera.settlements",
      "  export.interval=10m",
      "  data.dir=/var/lib/infera/export",
      "  http.port=9110"
    })
public final class ExportMain implements Callable<Integer> {
  private static final JobID JOB = JobID.fromHexString("696e66657261000000000000000000e1");

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "A properties file; unknown keys are errors.")
  private Path config;

  public static void main(String[] arguments) {
    // Flink keeps threads of its own alive, so the process ends by this call alone.
    System.exit(new CommandLine(new ExportMain()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    ExportParameters parameters;
    LocalSettings local;
    try {
      Settings settings = Settings.load(config);
      parameters = ExportParameters.read(settings);
      local = LocalSettings.read(settings, parameters.parallelism(), false);
      settings.rejectUnknown();
    } catch (SettingsException e) {
      System.err.println(e.getMessage());
      return 2;
    }
    return LocalFlink.run(
        local,
        new LocalJob(
            JOB,
            ExportGraph.NAME,
            "export",
            environment -> ExportGraph.build(environment, parameters, local.checkpoints())));
  }
}
