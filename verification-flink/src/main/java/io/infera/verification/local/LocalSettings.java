package io.infera.verification.local;

import io.infera.runtime.Settings;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a local process is told beside its job's own parameters.
 *
 * @param dataDir {@code data.dir}: checkpoints, savepoints and scratch
 * @param httpHost {@code http.host} of health and metrics; 127.0.0.1
 * @param httpPort {@code http.port}; 0 for a free one
 * @param uiPort {@code flink.ui.port} of the web UI on loopback; 0 for a free one
 * @param slots how many subtasks of each operator may run: the job's parallelism
 * @param networkMemory {@code flink.network.memory}, bytes off the heap for channels; 32MiB
 * @param managedMemory {@code flink.managed.memory}, bytes off the heap for RocksDB; 64MiB with it,
 *     else none
 * @param stopPatience {@code stop.patience}: how long a clean stop waits for its savepoint; 20s
 */
public record LocalSettings(
    Path dataDir,
    String httpHost,
    int httpPort,
    int uiPort,
    int slots,
    long networkMemory,
    long managedMemory,
    Duration stopPatience) {
  private static final int MOST_PORT = 65_535;
  private static final long MIB = 1L << 20;

  /**
   * Reads the process's keys; the caller rejects unknown ones.
   *
   * @param parallelism the job's
   * @param rocksDb true when the job keeps its state in RocksDB
   */
  public static LocalSettings read(Settings settings, int parallelism, boolean rocksDb) {
    return new LocalSettings(
        settings.path("data.dir").toAbsolutePath().normalize(),
        settings.text("http.host", "127.0.0.1"),
        settings.integer("http.port", 0, 0, MOST_PORT),
        settings.integer("flink.ui.port", 0, 0, MOST_PORT),
        Math.max(1, parallelism),
        settings.bytes("flink.network.memory", 32 * MIB),
        settings.bytes("flink.managed.memory", rocksDb ? 64 * MIB : 0),
        settings.duration("stop.patience", Duration.ofSeconds(20)));
  }

  /** Where the job's checkpoints go, a URI. */
  public String checkpoints() {
    return dataDir.resolve("checkpoints").toUri().toString();
  }
}
