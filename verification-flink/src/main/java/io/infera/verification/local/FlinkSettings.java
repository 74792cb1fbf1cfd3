package io.infera.verification.local;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;

/** Flink's own settings for one process on loopback with little memory. */
final class FlinkSettings {
  static final String LOOPBACK = "127.0.0.1";

  private FlinkSettings() {}

  static Configuration of(LocalSettings settings, String service) {
    var flink = new Configuration();
    listenOnLoopback(flink, settings);
    memory(flink, settings);
    Path scratch = settings.dataDir().resolve("scratch");
    flink.set(CoreOptions.TMP_DIRS, scratch.toString());
    flink.set(WebOptions.TMP_DIR, scratch.toString());
    flink.set(BlobServerOptions.STORAGE_DIRECTORY, scratch.resolve("blobs").toString());
    flink.set(WebOptions.SUBMIT_ENABLE, false);
    flink.set(WebOptions.CANCEL_ENABLE, false);
    flink.set(MetricOptions.REPORTERS_LIST, "infera");
    flink.setString("metrics.reporter.infera.factory.class", MetricsBridge.Factory.class.getName());
    flink.setString("metrics.reporter.infera." + MetricsBridge.SERVICE, service);
    flink.set(JobManagerOptions.SLOT_REQUEST_TIMEOUT, Duration.ofSeconds(20));
    return flink;
  }

  /** REST binds to one option, the job manager's other server to another. */
  private static void listenOnLoopback(Configuration flink, LocalSettings settings) {
    flink.set(RestOptions.ADDRESS, LOOPBACK);
    flink.set(RestOptions.BIND_ADDRESS, LOOPBACK);
    flink.set(RestOptions.BIND_PORT, Integer.toString(settings.uiPort()));
    flink.set(RestOptions.PORT, settings.uiPort());
    flink.set(JobManagerOptions.ADDRESS, LOOPBACK);
    flink.set(JobManagerOptions.BIND_HOST, LOOPBACK);
    flink.set(TaskManagerOptions.HOST, LOOPBACK);
    flink.set(TaskManagerOptions.BIND_HOST, LOOPBACK);
  }

  private static void memory(Configuration flink, LocalSettings settings) {
    var network = new MemorySize(settings.networkMemory());
    flink.set(TaskManagerOptions.NETWORK_MEMORY_MIN, network);
    flink.set(TaskManagerOptions.NETWORK_MEMORY_MAX, network);
    flink.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, new MemorySize(settings.managedMemory()));
  }
}
