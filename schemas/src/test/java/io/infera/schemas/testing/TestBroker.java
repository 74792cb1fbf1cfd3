package io.infera.schemas.testing;

import io.infera.schemas.catalog.Login;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;

/**
 * A real broker in a process of its own: KRaft, one node, loopback. Its jars are copied by this
 * module's build; another place may be given as system property {@code infera.kafka.home}.
 */
public final class TestBroker implements AutoCloseable {
  private static final long START_SECONDS = 60;
  private static final int LOWEST_PORT = 20_000;
  private static final int HIGHEST_PORT = 32_000;
  private static final SecureRandom PORTS = new SecureRandom();

  private static final Login NOBODY = null;

  private final Path directory;
  private final int port;
  private final Path config;
  private final Login administrator;
  private Process process;

  private TestBroker(Path directory, int port, Path config, Login administrator) {
    this.directory = directory;
    this.port = port;
    this.config = config;
    this.administrator = administrator;
  }

  /** Starts a broker on a free port and waits until it answers. */
  public static TestBroker start() {
    return start(NOBODY);
  }

  /** Starts a broker where everybody logs in and nobody but {@link #admin} may do anything yet. */
  public static TestBroker startSecure() {
    return start(Login.random("admin", new SecureRandom()));
  }

  private static TestBroker start(Login administrator) {
    try {
      Path directory = Files.createTempDirectory("infera-broker");
      int port = freePort();
      Path config = directory.resolve("server.properties");
      writeConfig(config, directory.resolve("log"), port, freePort(), administrator);
      var broker = new TestBroker(directory, port, config, administrator);
      var format =
          new ArrayList<>(
              List.of("format", "-t", Uuid.randomUuid().toString(), "-c", config.toString()));
      if (administrator != NOBODY) {
        format.addAll(
            List.of(
                "--add-scram",
                "SCRAM-SHA-256=[name=%s,password=%s]"
                    .formatted(administrator.user(), administrator.password())));
      }
      Path arguments = Files.write(directory.resolve("format.arguments"), format);
      broker
          .run("kafka.tools.StorageTool", "@" + arguments)
          .waitFor(START_SECONDS, TimeUnit.SECONDS);
      broker.restart();
      return broker;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static void writeConfig(
      Path config, Path log, int port, int controllerPort, Login administrator) throws IOException {
    var properties = new Properties();
    properties.putAll(
        Map.ofEntries(
            Map.entry("process.roles", "broker,controller"),
            Map.entry("node.id", "1"),
            Map.entry("controller.quorum.voters", "1@127.0.0.1:" + controllerPort),
            Map.entry(
                "listeners",
                "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort),
            Map.entry("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port),
            Map.entry("controller.listener.names", "CONTROLLER"),
            Map.entry("listener.security.protocol.map", "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT"),
            Map.entry("log.dirs", log.toString()),
            Map.entry("auto.create.topics.enable", "false"),
            Map.entry("offsets.topic.replication.factor", "1"),
            Map.entry("offsets.topic.num.partitions", "4"),
            Map.entry("transaction.state.log.replication.factor", "1"),
            Map.entry("transaction.state.log.num.partitions", "4"),
            Map.entry("transaction.state.log.min.isr", "1"),
            Map.entry("group.initial.rebalance.delay.ms", "0"),
            Map.entry("log.initial.task.delay.ms", "500")));
    if (administrator != NOBODY) {
      properties.putAll(
          Map.ofEntries(
              Map.entry(
                  "listeners", properties.getProperty("listeners").replace("PLAINTEXT", "CLIENT")),
              Map.entry("advertised.listeners", "CLIENT://127.0.0.1:" + port),
              Map.entry(
                  "listener.security.protocol.map", "CONTROLLER:PLAINTEXT,CLIENT:SASL_PLAINTEXT"),
              Map.entry("inter.broker.listener.name", "CLIENT"),
              Map.entry("sasl.mechanism.inter.broker.protocol", "SCRAM-SHA-256"),
              Map.entry("sasl.enabled.mechanisms", "SCRAM-SHA-256"),
              Map.entry(
                  "listener.name.client.scram-sha-256.sasl.jaas.config",
                  administrator.clientSettings("SASL_PLAINTEXT").get("sasl.jaas.config")),
              Map.entry(
                  "authorizer.class.name",
                  "org.apache.kafka.metadata.authorizer.StandardAuthorizer"),
              // The second is who speaks to the controller, on a listener of its own.
              Map.entry("super.users", "User:admin;User:ANONYMOUS")));
    }
    try (var writer = Files.newBufferedWriter(config)) {
      properties.store(writer, null);
    }
  }

  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** Who may do everything; null where everybody may. */
  public Login administrator() {
    return administrator;
  }

  /** An admin client of this broker; the caller closes it. */
  public Admin admin() {
    return Admin.create(settings(administrator));
  }

  /** Settings of a client that logs in; not at all where it is null. */
  public Map<String, Object> settings(Login login) {
    var settings = new HashMap<String, Object>();
    settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
    if (login != NOBODY) {
      settings.putAll(login.clientSettings("SASL_PLAINTEXT"));
    }
    return settings;
  }

  /** Stops the broker, where it runs, and starts it again on the same port with what it had. */
  public void restart() {
    stop();
    process = run("kafka.Kafka", config.toString());
    try (Admin admin = admin()) {
      awaitReady(admin);
    }
  }

  /** Ends the broker without warning; {@link #restart} brings it back. */
  public void kill9() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  public long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    kill9();
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(java.util.Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void stop() {
    if (process == null || !process.isAlive()) {
      return;
    }
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        kill9();
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private void awaitReady(Admin admin) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (System.nanoTime() < end && process.isAlive()) {
      try {
        if (!admin.describeCluster().nodes().get(2, TimeUnit.SECONDS).isEmpty()) {
          return;
        }
      } catch (ExecutionException | TimeoutException e) {
        // Not up yet; asked again until the time is over.
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
    throw new IllegalStateException(
        "the broker did not start; see " + directory.resolve("broker.log"));
  }

  private Process run(String... mainAndArguments) {
    var command = new ArrayList<String>();
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx384m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            home().resolve("*").toString()));
    command.addAll(List.of(mainAndArguments));
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(
              ProcessBuilder.Redirect.appendTo(directory.resolve("broker.log").toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path home() {
    Path home = Path.of(System.getProperty("infera.kafka.home", "../schemas/target/kafka"));
    if (!Files.isDirectory(home)) {
      throw new IllegalStateException(
          "expected the broker's jars in "
              + home.toAbsolutePath()
              + "; build the module schemas first");
    }
    return home.toAbsolutePath().normalize();
  }

  /**
   * Below the range that the system gives to clients, where a port stays free while the broker is
   * down.
   */
  private static int freePort() {
    while (true) {
      int port = LOWEST_PORT + PORTS.nextInt(HIGHEST_PORT - LOWEST_PORT);
      try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // Taken; another one, then.
      }
    }
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted", e);
  }
}
