package io.infera.settlement.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/**
 * Stands between a sink and its EVM node and makes of a good endpoint a bad one. Each kind of
 * trouble comes before the node has heard of a request, or after it has carried it out.
 */
final class FaultProxy implements AutoCloseable {
  private static final Pattern METHOD = Pattern.compile("\"method\"\\s*:\\s*\"(\\w+)\"");
  private static final String SEND = "eth_sendRawTransaction";
  private static final String COUNT = "eth_getTransactionCount";
  private static final int LONGEST_DELAY_MILLIS = 80;
  private static final int UNAVAILABLE = 503;

  private final HttpServer server;
  private final HttpClient client = HttpClient.newHttpClient();
  private final ExecutorService threads = Executors.newCachedThreadPool(FaultProxy::daemon);
  private final URI node;
  private final Random random;
  private final int permille;
  private final long longerThanTimeout;
  private final Map<Trouble, Integer> done = new EnumMap<>(Trouble.class);
  private final Map<String, byte[]> lastCounts = new ConcurrentHashMap<>();
  private volatile boolean quiet;

  /** What happens to a request. */
  enum Trouble {
    DELAYED,
    DROPPED_BEFORE,
    DROPPED_AFTER,
    TIMED_OUT_BEFORE,
    TIMED_OUT_AFTER,
    ERROR_BEFORE,
    ERROR_AFTER,
    UNAVAILABLE_BEFORE,
    /** A transaction is handed to the node twice, and the second answer comes back. */
    SENT_TWICE,
    /** The number of transactions is the one of a question before. */
    STALE_COUNT
  }

  /**
   * @param permille how many requests of a thousand have trouble
   * @param timeoutMillis how long the sink waits for an answer
   */
  FaultProxy(String node, Random random, int permille, long timeoutMillis) {
    // Else each answer waits 40 ms for an acknowledgement of its headers.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    this.node = URI.create(node);
    this.random = random;
    this.permille = permille;
    this.longerThanTimeout = timeoutMillis + timeoutMillis / 2;
    try {
      this.server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  private static Thread daemon(Runnable task) {
    var thread = new Thread(task, "fault-proxy");
    thread.setDaemon(true);
    return thread;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Passes everything on from now. */
  void quiet() {
    quiet = true;
  }

  synchronized Map<Trouble, Integer> done() {
    return new EnumMap<>(done);
  }

  private void handle(HttpExchange exchange) {
    try (exchange) {
      byte[] request = exchange.getRequestBody().readAllBytes();
      Trouble trouble = choose(method(request));
      if (trouble == null) {
        answer(exchange, forward(request));
      } else {
        make(trouble, exchange, request);
      }
    } catch (IOException e) {
      // The sink has gone, or the node: whoever waits sees that nothing comes.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String method(byte[] request) {
    var matcher = METHOD.matcher(new String(request, UTF_8));
    return matcher.find() ? matcher.group(1) : "";
  }

  private synchronized Trouble choose(String method) {
    if (quiet || random.nextInt(1_000) >= permille) {
      return null;
    }
    Trouble trouble = Trouble.values()[random.nextInt(Trouble.values().length)];
    if (trouble == Trouble.SENT_TWICE && !method.equals(SEND)
        || trouble == Trouble.STALE_COUNT && !method.equals(COUNT)) {
      trouble = Trouble.DELAYED;
    }
    done.merge(trouble, 1, Integer::sum);
    return trouble;
  }

  private void make(Trouble trouble, HttpExchange exchange, byte[] request)
      throws IOException, InterruptedException {
    switch (trouble) {
      case DELAYED -> {
        pause(LONGEST_DELAY_MILLIS);
        answer(exchange, forward(request));
      }
      case DROPPED_BEFORE -> {}
      case DROPPED_AFTER -> forward(request);
      case TIMED_OUT_BEFORE -> Thread.sleep(longerThanTimeout);
      case TIMED_OUT_AFTER -> {
        forward(request);
        Thread.sleep(longerThanTimeout);
      }
      case ERROR_BEFORE -> answer(exchange, error(request));
      case ERROR_AFTER -> {
        forward(request);
        answer(exchange, error(request));
      }
      case UNAVAILABLE_BEFORE -> exchange.sendResponseHeaders(UNAVAILABLE, -1);
      case SENT_TWICE -> {
        forward(request);
        answer(exchange, forward(request));
      }
      case STALE_COUNT -> {
        byte[] now = forward(request);
        byte[] before =
            lastCounts.put(new String(request, UTF_8).replaceAll("\"id\":\\d+", ""), now);
        answer(exchange, before == null ? now : before);
      }
      default -> throw new IllegalStateException("no such trouble: " + trouble);
    }
  }

  private void pause(int most) throws InterruptedException {
    int millis;
    synchronized (this) {
      millis = random.nextInt(most);
    }
    Thread.sleep(millis);
  }

  private static byte[] error(byte[] request) {
    var id = Pattern.compile("\"id\"\\s*:\\s*(\\d+)").matcher(new String(request, UTF_8));
    return "{\"jsonrpc\":\"2.0\",\"id\":%s,\"error\":{\"code\":-32603,\"message\":\"internal error\"}}"
        .formatted(id.find() ? id.group(1) : "1")
        .getBytes(UTF_8);
  }

  private byte[] forward(byte[] request) throws IOException, InterruptedException {
    var forwarded =
        HttpRequest.newBuilder(node)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(request))
            .build();
    return client.send(forwarded, HttpResponse.BodyHandlers.ofByteArray()).body();
  }

  private static void answer(HttpExchange exchange, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
