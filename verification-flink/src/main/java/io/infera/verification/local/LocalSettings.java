package io.infera.verification.local;

import io.infera.runtime.Settings;
import io.infera.verification.VerificationParameters;
import io.infera.verification.VerificationParameters.StateBackend;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What the local process is told beside the job's own parameters.
 *
 * @param job the job's, with checkpoints under the data directory
 * @param dataDir {@code data.dir}: checkpoints, savepoints and scratch
 * @param httpHost {@code http.host} of health and metrics; 127.0.0.1
 * @param httpPort {@code http.port}; 0 for a free one
 * @param uiPort {@code flink.ui.port} of the web UI on loopback; 0 for a free one
 * @param networkMemory {@code flink.network.memory}, bytes off the heap for channels; 32MiB
 * @param managedMemory {@code flink.managed.memory}, bytes off the heap for RocksDB; 64MiB with it,
 *     else none
 * @param stopPatience {@code stop.patience}: how long a clean stop waits for its savepoint; 20s
 */
record LocalSettings(
    VerificationParameters job,
    Path dataDir,
    String httpHost,
    int httpPort,
    int uiPort,
    long networkMemory,
    long managedMemory,
    Duration stopPatience) {
  private static final int MOST_PORT = 65_535;
  private static final long MIB = 1L << 20;

  static LocalSettings read(Settings settings) {
    VerificationParameters job = VerificationParameters.read(settings);
    Path dataDir = settings.path("data.dir").toAbsolutePath().normalize();
    boolean rocks = job.stateBackend() == StateBackend.ROCKSDB;
    var local =
        new LocalSettings(
            job.withCheckpointDir(dataDir.resolve("checkpoints").toUri().toString()),
            dataDir,
            settings.text("http.host", "127.0.0.1"),
            settings.integer("http.port", 0, 0, MOST_PORT),
            settings.integer("flink.ui.port", 0, 0, MOST_PORT),
            settings.bytes("flink.network.memory", 32 * MIB),
            settings.bytes("flink.managed.memory", rocks ? 64 * MIB : 0),
            settings.duration("stop.patience", Duration.ofSeconds(20)));
    settings.rejectUnknown();
    return local;
  }

  int slots() {
    return Math.max(1, job.parallelism());
  }
}
