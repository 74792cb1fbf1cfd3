package io.infera.dispatcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A dispatcher in a process of its own, as in production. */
final class DispatcherProcess implements AutoCloseable {
  private static final long START_SECONDS = 90;

  private final Path log;
  private final int port;
  private final Process process;

  private DispatcherProcess(Path log, int port, Process process) {
    this.log = log;
    this.port = port;
    this.process = process;
  }

  /** Starts one on a data directory and waits until it is ready. */
  static DispatcherProcess start(
      Path directory, String bootstrap, String registry, List<String> more)
      throws IOException, InterruptedException {
    int port = freePort();
    Path config = directory.resolve("dispatcher.properties");
    Files.writeString(
        config,
        """
        network.id = infera-test
        kafka.bootstrap.servers = %s
        schema.registry.url = %s
        data.dir = %s
        http.port = %d
        topics.replication = 1
        probation.hold = 200ms
        %s
        """
            .formatted(
                bootstrap, registry, directory.resolve("data"), port, String.join("\n", more)));
    Path log = directory.resolve("dispatcher.log");
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.apache.avro.SERIALIZABLE_PACKAGES=io.infera.event",
                "-cp",
                System.getProperty("java.class.path"),
                DispatcherMain.class.getName(),
                "--config",
                config.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    var dispatcher = new DispatcherProcess(log, port, process);
    dispatcher.awaitReady();
    return dispatcher;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitReady() throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (System.nanoTime() < end && process.isAlive()) {
      if (isReady()) {
        return;
      }
      Thread.sleep(100);
    }
    String said = Files.readString(log);
    process.destroyForcibly();
    throw new IllegalStateException("the dispatcher is not ready; it said:\n" + said);
  }

  private boolean isReady() throws InterruptedException {
    try {
      return get("/health").statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  String metrics() throws IOException, InterruptedException {
    return get("/metrics").body();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    var uri = URI.create("http://127.0.0.1:" + port + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Ends it without warning. */
  void kill9() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Asks it to end, and returns its exit code. */
  int stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(40, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("the dispatcher did not stop; see " + log);
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
