package io.infera.verification.support;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A session cluster of Flink alone: job manager, task manager and command line, each a process,
 * none with a class of ours or of Kafka's on its class path.
 */
public final class FlinkCluster implements AutoCloseable {
  /** What the job's jar must bring itself, and a cluster does not have. */
  private static final Pattern OF_THE_JOB =
      Pattern.compile(
          "(verification-flink|schemas|flink-connector-kafka|flink-sql-avro|kafka-|avro-|jackson-|secp256k1"
              + "|bcprov|kotlin|annotations|micrometer|prometheus|picocli|zstd|lz4|snappy|HdrHistogram|Latency).*");

  private final Path directory;
  private final int restPort = freePort();
  private final List<Process> processes = new ArrayList<>();
  private int clients;

  public FlinkCluster(Path directory) {
    this.directory = directory;
    writeConfig(directory, restPort, freePort());
    processes.add(
        run(
            "jobmanager",
            "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
            "--configDir",
            directory.toString()));
    processes.add(
        run(
            "taskmanager",
            "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
            "--configDir",
            directory.toString()));
  }

  private static void writeConfig(Path directory, int restPort, int rpcPort) {
    String config =
        """
        jobmanager.rpc.address: 127.0.0.1
        jobmanager.rpc.port: %d
        jobmanager.bind-host: 127.0.0.1
        rest.address: 127.0.0.1
        rest.bind-address: 127.0.0.1
        rest.port: %d
        taskmanager.host: 127.0.0.1
        taskmanager.bind-host: 127.0.0.1
        taskmanager.numberOfTaskSlots: 4
        taskmanager.cpu.cores: 1
        taskmanager.memory.task.heap.size: 192mb
        taskmanager.memory.task.off-heap.size: 0
        taskmanager.memory.network.min: 64mb
        taskmanager.memory.network.max: 64mb
        taskmanager.memory.managed.size: 96mb
        taskmanager.memory.framework.heap.size: 64mb
        taskmanager.memory.framework.off-heap.size: 64mb
        taskmanager.memory.jvm-metaspace.size: 256mb
        taskmanager.memory.jvm-overhead.min: 64mb
        taskmanager.memory.jvm-overhead.max: 64mb
        io.tmp.dirs: %s
        """
            .formatted(rpcPort, restPort, directory);
    try {
      Files.writeString(directory.resolve("config.yaml"), config);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code flink run -d [-s savepoint] JAR arguments}; tells the job's id. */
  public String run(Path jar, Path savepoint, String... arguments) {
    var command = new ArrayList<>(List.of("run", "-d"));
    if (savepoint != null) {
      command.addAll(List.of("-s", savepoint.toUri().toString()));
    }
    command.add(jar.toString());
    command.addAll(List.of(arguments));
    return client("JobID ([0-9a-f]{32})", command);
  }

  /**
   * {@code flink stop}; tells where the savepoint is.
   *
   * @param type native, or canonical for one that another state backend can read
   */
  public Path stop(String job, String type, Path savepoints) {
    String uri =
        client(
            "Path: (file:\\S+)",
            List.of("stop", "--type", type, "--savepointPath", savepoints.toUri().toString(), job));
    return Path.of(URI.create(uri.replaceFirst("^file:/(?!/)", "file:///")));
  }

  /** Runs Flink's command line; tells what it says behind a pattern. */
  private String client(String pattern, List<String> command) {
    String log = "client-" + ++clients;
    Process client =
        run(log, "org.apache.flink.client.cli.CliFrontend", command.toArray(String[]::new));
    processes.add(client);
    try {
      if (!client.waitFor(120, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the client does not end:\n" + log(log));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    Matcher found = Pattern.compile(pattern).matcher(log(log));
    if (client.exitValue() != 0 || !found.find()) {
      throw new IllegalStateException(
          "flink " + String.join(" ", command) + " failed:\n" + log(log));
    }
    return found.group(1);
  }

  /** A process's log. */
  public String log(String name) {
    try {
      return Files.readString(directory.resolve(name + ".log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process run(String name, String main, String... arguments) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                // As the distribution's own config.yaml does for its processes.
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-cp",
                classPath(),
                main));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("FLINK_CONF_DIR", directory.toString());
    builder.redirectOutput(directory.resolve(name + ".log").toFile());
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String classPath() {
    try (Stream<Path> jars = Files.list(Path.of("target", "app"))) {
      return jars.filter(jar -> !OF_THE_JOB.matcher(jar.getFileName().toString()).matches())
          .map(jar -> jar.toAbsolutePath().toString())
          .sorted()
          .collect(Collectors.joining(File.pathSeparator));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    processes.forEach(Process::destroyForcibly);
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
