package io.infera.settlement.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** A real EVM node in a process of its own, on a free port of loopback. */
public final class Anvil implements EvmNode, AutoCloseable {
  /** Key of the first account that every anvil has, rich and known to everybody. */
  public static final String KEY =
      "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

  /** Key of the second one. */
  public static final String SECOND_KEY =
      "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";

  private static final Pattern LISTENING = Pattern.compile("Listening on 127\\.0\\.0\\.1:(\\d+)");
  private static final String PLENTY = "0x3635c9adc5dea00000";
  private static final long START_SECONDS = 30;

  private final Process process;
  private final JsonRpc rpc;

  private Anvil(Process process, URI url) {
    this.process = process;
    this.rpc = new JsonRpc(url);
  }

  /**
   * Starts a node, for instance with {@code --block-time 1}. Without it, every transaction makes a
   * block.
   */
  public static Anvil start(String... flags) {
    return startAt(0, flags);
  }

  /** Starts a node on a port. */
  public static Anvil startAt(int port, String... flags) {
    try {
      Path log = Files.createTempFile("anvil", ".log");
      log.toFile().deleteOnExit();
      var command =
          new ArrayList<>(
              List.of(
                  binary().toString(), "--host", "127.0.0.1", "--port", Integer.toString(port)));
      command.addAll(List.of(flags));
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      return new Anvil(process, URI.create("http://127.0.0.1:" + awaitPort(process, log)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The node's program; fails, or outside of CI skips the test, with what to install. */
  private static Path binary() {
    Path built = Path.of("target/anvil/node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil");
    Path binary =
        Path.of(
            System.getProperty(
                "infera.anvil", System.getenv().getOrDefault("INFERA_ANVIL", built.toString())));
    boolean there = Files.isExecutable(binary);
    String missing =
        "no EVM node at %s: install Node.js with npm and run src/test/anvil/install.sh target/anvil, or name one by -Dinfera.anvil"
            .formatted(binary.toAbsolutePath());
    Assumptions.assumeTrue(there || System.getenv("CI") != null, missing);
    if (!there) {
      throw new IllegalStateException(missing);
    }
    return binary;
  }

  private static String awaitPort(Process process, Path log) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (System.nanoTime() < end && process.isAlive()) {
      var matcher = LISTENING.matcher(Files.readString(log));
      if (matcher.find()) {
        return matcher.group(1);
      }
      pause();
    }
    process.destroyForcibly();
    throw new IllegalStateException("the EVM node did not start: " + Files.readString(log));
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while an EVM node was started", e);
    }
  }

  public int port() {
    return rpc.url().getPort();
  }

  @Override
  public String url() {
    return rpc.url().toString();
  }

  /**
   * Calls the node, also in ways that only a development node has: {@code anvil_reorg}, {@code
   * anvil_dropTransaction}.
   */
  @Override
  public JsonNode rpc(String method, Object... parameters) {
    return rpc.call(method, parameters);
  }

  @Override
  public void give(String address) {
    rpc("anvil_setBalance", address, PLENTY);
  }

  /** Writes the first account's key into a file that only its owner can read. */
  public static Path keyFile(Path directory) {
    return keyFile(directory, "signer.key", KEY);
  }

  /** Writes a key into a file that only its owner can read. */
  public static Path keyFile(Path directory, String name, String key) {
    try {
      Path file = directory.resolve(name);
      Files.createDirectories(directory);
      Files.deleteIfExists(file);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return Files.writeString(file, key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
