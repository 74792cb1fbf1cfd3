package io.infera.settlement.chain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.infera.schemas.testing.Records;
import io.infera.settlement.domain.Archive;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.verify.ReceiptCheck;
import io.infera.settlement.verify.ReceiptVerifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A chain's endpoint that answers anything. Whatever it says, a call ends in a value or in one of
 * the exceptions that the client declares, and a receipt that the endpoint does not bear out is
 * never said to be proven.
 *
 * <p>Input: a byte for the call, then the endpoint's answer to it: a JSON-RPC response, or only its
 * result where the byte is 128 or more. Where calls follow one another, all get the same answer.
 */
class ChainFuzzTest {
  private static final EvmAddress CONTRACT =
      new EvmAddress("0x5fbdb2315678afecb367f032d93f642f64180aa3");
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int RESULT_ONLY = 0x80;

  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(ChainFuzzTest::daemon);
  private static final HttpServer SERVER = serve();
  private static final ChainClient CHAIN =
      new ChainClient("http://127.0.0.1:" + SERVER.getAddress().getPort(), TIMEOUT);
  private static final SettlementLog LOG = new SettlementLog(CHAIN, CONTRACT);
  private static volatile byte[] answer = new byte[0];

  private static final List<Consumer<String>> CALLS =
      List.of(
          text -> CHAIN.chainId(),
          text -> CHAIN.head(),
          text -> CHAIN.blockAt(7),
          text -> CHAIN.baseFee(),
          text -> CHAIN.hasCode(CONTRACT),
          text -> CHAIN.transactionsOf(CONTRACT),
          text -> CHAIN.receipt(Bytes32.ZERO),
          text -> CHAIN.send("0x00"),
          text -> CHAIN.gasFor(SettlementLog.ARTIFACT, "anchor", CONTRACT, CONTRACT, "0x00"),
          text -> LOG.network(),
          text -> LOG.nextOffsets(4, 7),
          text -> LOG.lane(0),
          text -> LOG.rootOf(0, 7),
          text -> LOG.verify(0, 7, List.of(Bytes32.ZERO), Bytes32.ZERO),
          text -> LOG.gasUsed(Bytes32.ZERO),
          text -> LOG.anchored(7, 7),
          ChainFuzzTest::decodeError,
          text -> verifyReceipt());

  @MethodSource("seeds")
  @FuzzTest
  void shouldAnswerOrSayThatTheChainDoesNot(byte[] input) {
    if (input.length == 0) {
      return;
    }
    int first = input[0] & 0xff;
    String said = new String(input, 1, input.length - 1, UTF_8);
    answer =
        first < RESULT_ONLY
            ? Arrays.copyOfRange(input, 1, input.length)
            : ("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + said + "}").getBytes(UTF_8);
    try {
      CALLS.get((first & 0x7f) % CALLS.size()).accept(said);
    } catch (ChainUnavailableException | ChainRefusedException | ContractRevertedException e) {
      assertThat(e.getMessage()).isNotBlank();
    } catch (IllegalStateException e) {
      assertThat(e).hasMessageContaining("another contract");
    }
  }

  private static void decodeError(String data) {
    ContractRevertedException error = ContractErrors.of(SettlementLog.ARTIFACT, "anchor", data);
    assertThat(error.getMessage()).isNotBlank();
  }

  private static void verifyReceipt() {
    var verifier = new ReceiptVerifier(new Archive(Path.of("none"), ""), CHAIN, LOG, 0);
    assertThat(verifier.verify(Records.receipt())).isInstanceOf(ReceiptCheck.Refuted.class);
  }

  private static HttpServer serve() {
    // Else each answer waits 40 ms for an acknowledgement of its headers.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    try {
      var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", ChainFuzzTest::reply);
      server.setExecutor(THREADS);
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void reply(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    byte[] bytes = answer;
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
    try (var out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  private static Thread daemon(Runnable task) {
    var thread = new Thread(task, "hostile-chain");
    thread.setDaemon(true);
    return thread;
  }

  @AfterAll
  static void close() {
    CHAIN.close();
    SERVER.stop(0);
  }

  static Stream<byte[]> seeds() {
    String hash = "\"0x" + "ab".repeat(32) + "\"";
    String word = "0".repeat(62);
    String block =
        "{\"number\":\"0x7\",\"hash\":%s,\"timestamp\":\"0x9\",\"baseFeePerGas\":\"0x1\"}";
    String log =
        "[{\"address\":\"%s\",\"topics\":[\"%s\",\"0x%s00\",\"0x%s07\"],\"data\":\"0x%s\",\"blockNumber\":\"0x7\",\"blockHash\":%s,\"transactionHash\":%s}]";
    return Stream.of(
        seed(RESULT_ONLY, "\"0x7a69\""),
        seed(RESULT_ONLY + 1, block.formatted(hash)),
        seed(RESULT_ONLY + 2, block.formatted(hash)),
        seed(RESULT_ONLY + 3, block.formatted(hash)),
        seed(RESULT_ONLY + 4, "\"0x60\""),
        seed(RESULT_ONLY + 5, "\"0x1\""),
        seed(RESULT_ONLY + 6, "{\"transactionHash\":%s,\"gasUsed\":\"0x5208\"}".formatted(hash)),
        seed(RESULT_ONLY + 7, hash),
        seed(RESULT_ONLY + 8, "\"0x5208\""),
        seed(RESULT_ONLY + 9, hash),
        seed(RESULT_ONLY + 10, "\"0x" + word + "20" + word + "01" + word + "07\""),
        seed(RESULT_ONLY + 11, "\"0x" + (word + "01").repeat(3) + "\""),
        seed(RESULT_ONLY + 12, hash),
        seed(RESULT_ONLY + 13, "\"0x" + word + "01\""),
        seed(RESULT_ONLY + 14, "null"),
        seed(
            RESULT_ONLY + 15,
            log.formatted(
                CONTRACT,
                SettlementLog.BATCH_ANCHORED,
                word,
                word,
                (word + "09").repeat(4),
                hash,
                hash)),
        seed(16, "0x12345678" + word + "01"),
        seed(17, "{}"),
        seed(
            0,
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":3,\"message\":\"execution"
                + " reverted\",\"data\":\"0x\"}}"),
        seed(
            9,
            "{\"id\":1,\"error\":{\"code\":3,\"message\":\"execution reverted\",\"data\":\"0x\"}}"),
        seed(0, "nothing"));
  }

  private static byte[] seed(int call, String said) {
    byte[] bytes = said.getBytes(UTF_8);
    return ByteBuffer.allocate(1 + bytes.length).put((byte) call).put(bytes).array();
  }
}
