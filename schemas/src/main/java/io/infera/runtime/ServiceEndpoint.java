package io.infera.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * What an operator asks of a running service: {@code /health} answers 200 when it is ready and 503
 * when it is not, with a line that says why; {@code /metrics} answers in Prometheus' text format,
 * with what every JVM has to tell (heap, collections, processor, uptime).
 */
public final class ServiceEndpoint implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService executor;
  private final JvmGcMetrics collections;

  private ServiceEndpoint(HttpServer server, ExecutorService executor, JvmGcMetrics collections) {
    this.server = server;
    this.executor = executor;
    this.collections = collections;
  }

  /**
   * @param port 0 for a free one
   */
  public static ServiceEndpoint start(
      String host, int port, PrometheusMeterRegistry metrics, Supplier<Health> health) {
    try {
      HttpServer server = HttpServer.create(new InetSocketAddress(host, port), 0);
      ExecutorService executor = Executors.newSingleThreadExecutor(ServiceEndpoint::daemon);
      server.setExecutor(executor);
      server.createContext("/health", exchange -> answer(exchange, health.get()));
      server.createContext("/metrics", exchange -> answer(exchange, 200, metrics.scrape()));
      server.start();
      return new ServiceEndpoint(server, executor, watchJvm(metrics));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot listen on "
              + host
              + ":"
              + port
              + " for health and metrics; choose another http.port",
          e);
    }
  }

  private static JvmGcMetrics watchJvm(PrometheusMeterRegistry metrics) {
    new JvmMemoryMetrics().bindTo(metrics);
    new ProcessorMetrics().bindTo(metrics);
    new UptimeMetrics().bindTo(metrics);
    var collections = new JvmGcMetrics();
    collections.bindTo(metrics);
    return collections;
  }

  private static Thread daemon(Runnable task) {
    var thread = new Thread(task, "service-endpoint");
    thread.setDaemon(true);
    return thread;
  }

  public int port() {
    return server.getAddress().getPort();
  }

  private static void answer(HttpExchange exchange, Health health) throws IOException {
    answer(exchange, health.ready() ? 200 : 503, health.detail() + "\n");
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    exchange.sendResponseHeaders(status, bytes.length);
    try (var out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
    collections.close();
  }
}
