package io.infera.node;

import io.infera.schemas.identity.Identity;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** A node in a process of its own, as it runs in production. */
final class RunningNode implements AutoCloseable {
  private final Path directory;
  private final Identity identity;
  private Process process;

  RunningNode(Path directory, Map<String, String> settings) throws IOException {
    this.directory = directory;
    this.identity = Identity.loadOrCreate(directory.resolve("node.key"));
    Properties properties = new Properties();
    properties.setProperty("data.dir", directory.toString());
    properties.setProperty("model.dir", Path.of("target", "model").toAbsolutePath().toString());
    properties.putAll(settings);
    try (var writer = Files.newBufferedWriter(directory.resolve("node.properties"))) {
      properties.store(writer, null);
    }
  }

  String nodeId() {
    return identity.address();
  }

  void start() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-Dorg.apache.avro.SERIALIZABLE_PACKAGES=io.infera.event");
    command.addAll(List.of("-Dai.djl.offline=true", "-DOPT_OUT_TRACKING=true"));
    command.addAll(List.of("-cp", classPath(), "io.infera.node.NodeMain"));
    command.addAll(List.of("--config", directory.resolve("node.properties").toString()));
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
            .start();
  }

  /** Ends the process without a warning. */
  void kill9() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Ends the process with SIGTERM and gives its exit code. */
  int terminate() throws InterruptedException, IOException {
    process.destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new IllegalStateException("The node did not end:\n" + output());
    }
    return process.exitValue();
  }

  String output() throws IOException {
    return Files.exists(log()) ? Files.readString(log()) : "";
  }

  @Override
  public void close() throws InterruptedException {
    if (process != null) {
      kill9();
    }
  }

  private Path log() {
    return directory.resolve("node.log");
  }

  /** That of this test, without what the real node does not have. */
  private static String classPath() {
    List<String> entries = List.of(System.getProperty("java.class.path").split(File.pathSeparator));
    return String.join(
        File.pathSeparator,
        entries.stream()
            .filter(entry -> !entry.endsWith("test-classes") && !entry.endsWith("-tests.jar"))
            .toList());
  }
}
