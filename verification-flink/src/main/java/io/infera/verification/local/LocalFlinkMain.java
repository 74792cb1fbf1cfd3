package io.infera.verification.local;

import io.infera.runtime.Settings;
import io.infera.runtime.SettingsException;
import io.infera.verification.VerificationJob;
import io.infera.verification.VerificationParameters;
import io.infera.verification.VerificationParameters.StateBackend;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.flink.api.common.JobID;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Flink and the verification job in one process, for a network on one machine. It continues from
 * the newest complete checkpoint in its data directory, however it ended before.
 *
 * <p>Exit codes: 0 after a clean stop, 1 when the job or Flink failed for good, 2 when the
 * configuration is wrong.
 */
@Command(
    name = "verification",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Runs the verification job in a local Flink with its web UI.",
    footer = {
      "",
      "Example configuration:",
      "  network.id=infera-local",
      "  kafka.bootstrap.servers=127.0.0.1:9092",
      "  schema.registry.url=http://127.0.0.1:8081/apis/ccompat/v7",
      "  data.dir=/var/lib/infera/verification",
      "  flink.ui.port=8082",
      "  http.port=9103",
      "  epoch.length=60s",
      "  checkpoint.interval=1s",
      "  backstop.nodes=0x8f3a…"
    })
public final class LocalFlinkMain implements Callable<Integer> {
  static final JobID JOB = JobID.fromHexString("696e66657261000000000000000000f1");

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "A properties file; unknown keys are errors.")
  private Path config;

  public static void main(String[] arguments) {
    // Flink keeps threads of its own alive, so the process ends by this call alone.
    System.exit(new CommandLine(new LocalFlinkMain()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    LocalSettings local;
    VerificationParameters parameters;
    try {
      Settings settings = Settings.load(config);
      parameters = VerificationParameters.read(settings);
      boolean rocksDb = parameters.stateBackend() == StateBackend.ROCKSDB;
      local = LocalSettings.read(settings, parameters.parallelism(), rocksDb);
      settings.rejectUnknown();
    } catch (SettingsException | IllegalArgumentException e) {
      System.err.println(e.getMessage());
      return 2;
    }
    VerificationParameters here = parameters.withCheckpointDir(local.checkpoints());
    return LocalFlink.run(
        local,
        new LocalJob(
            JOB,
            VerificationJob.NAME,
            "verification",
            environment -> VerificationJob.assemble(environment, here)));
  }
}
