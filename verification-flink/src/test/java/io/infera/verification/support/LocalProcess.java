package io.infera.verification.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** The packaged local Flink in a process of its own. */
public final class LocalProcess implements AutoCloseable {
  private final Path directory;
  private final Path config;
  private final int httpPort;
  private Process process;

  public LocalProcess(Path directory, Map<String, String> values) {
    this.directory = directory;
    this.config = directory.resolve("verification.properties");
    this.httpPort = freePort();
    var properties = new Properties();
    properties.putAll(values);
    properties.put("data.dir", directory.resolve("data").toString());
    properties.put("http.port", Integer.toString(httpPort));
    try (var writer = Files.newBufferedWriter(config)) {
      properties.store(writer, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it and waits until it is ready. */
  public LocalProcess start() {
    Path app = Path.of("target", "app").toAbsolutePath();
    try {
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx320m",
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-Dorg.apache.avro.SERIALIZABLE_PACKAGES=io.infera.event",
                  "-cp",
                  app.resolve("*").toString(),
                  "io.infera.verification.local.LocalFlinkMain",
                  "--config",
                  config.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Network.await("ready, see " + log(), () -> ended() || health() == 200);
    if (ended()) {
      throw new IllegalStateException(
          "the process ended with " + process.exitValue() + "; see " + log());
    }
    return this;
  }

  private boolean ended() {
    return !process.isAlive();
  }

  public Path log() {
    return directory.resolve("verification.log");
  }

  public long pid() {
    return process.pid();
  }

  /** The status of its health endpoint; 0 when nobody listens. */
  public int health() {
    try {
      return get("/health").statusCode();
    } catch (IOException e) {
      return 0;
    }
  }

  public HttpResponse<String> get(String path) throws IOException {
    try {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path))
              .timeout(Duration.ofSeconds(10))
              .build();
      return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public void kill9() {
    process.destroyForcibly();
    waitFor();
  }

  /** SIGTERM; tells the exit code. */
  public int terminate() {
    process.destroy();
    return waitFor();
  }

  private int waitFor() {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the process does not end; see " + log());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public List<String> logLines() {
    try {
      return Files.readAllLines(log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
