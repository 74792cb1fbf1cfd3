package io.infera.settlement.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/**
 * An EVM client that is not anvil, in a process of its own, with a block every half second or
 * second: Hardhat's, or geth where {@code -Dinfera.geth} names its program. {@link Anvil#KEY} and
 * {@link Anvil#SECOND_KEY} have Ether there.
 */
public final class SecondClient implements EvmNode, AutoCloseable {
  private static final String PLENTY = "0x56bc75e2d63100000";
  private static final List<String> ACCOUNTS =
      List.of(
          "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266",
          "0x70997970c51812dc3a010c7d01b50e0d17dc79c8");

  private final Process process;
  private final JsonRpc rpc;

  private SecondClient(Process process, URI url) {
    this.process = process;
    this.rpc = new JsonRpc(url);
  }

  /** Starts it in a directory, and waits until it answers. */
  public static SecondClient start(Path directory) {
    int port = freePort();
    String geth = System.getProperty("infera.geth");
    try {
      var builder = new ProcessBuilder(geth == null ? hardhat(port) : geth(geth, port, directory));
      if (geth == null) {
        builder.directory(Path.of("target/hardhat").toFile());
        builder.environment().putAll(Map.of("HARDHAT_DISABLE_TELEMETRY_PROMPT", "true"));
      }
      Process process =
          builder
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("second-client.log").toFile())
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      var client = new SecondClient(process, URI.create("http://127.0.0.1:" + port));
      Await.until("the second EVM client", client::answers);
      if (geth != null) {
        client.fund();
      }
      return client;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> hardhat(int port) {
    Path program = Path.of("target/hardhat/node_modules/hardhat/internal/cli/bootstrap.js");
    boolean there = Files.exists(program);
    String missing =
        "no second EVM client at %s: install Node.js with npm and run src/test/hardhat/install.sh target/hardhat"
            .formatted(program.toAbsolutePath());
    Assumptions.assumeTrue(there || System.getenv("CI") != null, missing);
    if (!there) {
      throw new IllegalStateException(missing);
    }
    return List.of(
        "node",
        program.toAbsolutePath().toString(),
        "node",
        "--hostname",
        "127.0.0.1",
        "--port",
        Integer.toString(port));
  }

  private static List<String> geth(String program, int port, Path directory) {
    return List.of(
        program,
        "--dev",
        "--dev.period=1",
        "--datadir=" + directory.resolve("geth"),
        "--http",
        "--http.addr=127.0.0.1",
        "--http.port=" + port,
        "--http.api=eth,net,web3,txpool",
        "--ipcdisable",
        "--nodiscover",
        "--port=0",
        "--authrpc.port=0");
  }

  private boolean answers() {
    if (!process.isAlive()) {
      throw new IllegalStateException("the second EVM client has ended; see its log");
    }
    try {
      return rpc("eth_blockNumber").isTextual();
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** geth gives all Ether to an account of its own. */
  private void fund() {
    ACCOUNTS.forEach(this::give);
  }

  /** From the last of the node's own accounts, which nothing else sends from. */
  @Override
  public void give(String address) {
    if (hasNothing(address)) {
      JsonNode own = rpc("eth_accounts");
      String rich = own.get(own.size() - 1).asText();
      rpc("eth_sendTransaction", Map.of("from", rich, "to", address, "value", PLENTY));
      Await.until("Ether", () -> !hasNothing(address));
    }
  }

  private boolean hasNothing(String address) {
    return rpc("eth_getBalance", address, "latest").asText().equals("0x0");
  }

  @Override
  public String url() {
    return rpc.url().toString();
  }

  @Override
  public JsonNode rpc(String method, Object... parameters) {
    return rpc.call(method, parameters);
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
