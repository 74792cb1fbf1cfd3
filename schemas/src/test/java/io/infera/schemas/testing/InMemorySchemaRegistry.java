package io.infera.schemas.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A schema registry that keeps everything in memory and speaks the part of the Confluent REST API
 * that clients use.
 */
public final class InMemorySchemaRegistry implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final java.util.concurrent.ExecutorService executor =
      Executors.newCachedThreadPool(InMemorySchemaRegistry::daemon);
  private final List<String> schemas = new ArrayList<>();
  private final Map<String, List<Integer>> subjects = new LinkedHashMap<>();
  private final AtomicInteger calls = new AtomicInteger();

  private InMemorySchemaRegistry(HttpServer server) {
    this.server = server;
    server.createContext("/", this::handle);
    server.setExecutor(executor);
    server.start();
  }

  public static InMemorySchemaRegistry start() {
    try {
      return new InMemorySchemaRegistry(
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Thread daemon(Runnable task) {
    var thread = new Thread(task, "in-memory-registry");
    thread.setDaemon(true);
    return thread;
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** How often it was called so far. */
  public int calls() {
    return calls.get();
  }

  /** The id under which a schema is known, registering it where it is new. */
  public synchronized int register(String subject, String schema) {
    int id = schemas.indexOf(schema) + 1;
    if (id == 0) {
      schemas.add(schema);
      id = schemas.size();
    }
    List<Integer> versions = subjects.computeIfAbsent(subject, name -> new ArrayList<>());
    if (!versions.contains(id)) {
      versions.add(id);
    }
    return id;
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    calls.incrementAndGet();
    String[] path = exchange.getRequestURI().getPath().substring(1).split("/");
    boolean post = exchange.getRequestMethod().equals("POST");
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    if (path.length == 3 && path[0].equals("schemas") && path[1].equals("ids")) {
      byId(exchange, Integer.parseInt(path[2]));
    } else if (path.length >= 2 && path[0].equals("subjects") && post) {
      registered(exchange, path[1], body, path.length == 2);
    } else if (path.length == 4 && path[0].equals("subjects") && path[2].equals("versions")) {
      version(exchange, path[1], path[3]);
    } else if (path.length == 1 && path[0].equals("subjects")) {
      answer(exchange, 200, JSON.valueToTree(List.copyOf(subjects.keySet())));
    } else {
      error(exchange, 40401, "no such path");
    }
  }

  private void byId(HttpExchange exchange, int id) throws IOException {
    if (id < 1 || id > schemas.size()) {
      error(exchange, 40403, "Schema " + id + " not found");
      return;
    }
    answer(exchange, 200, JSON.createObjectNode().put("schema", schemas.get(id - 1)));
  }

  private void registered(HttpExchange exchange, String subject, String body, boolean lookUpOnly)
      throws IOException {
    String schema = JSON.readTree(body).get("schema").asText();
    if (lookUpOnly && !schemas.contains(schema)) {
      error(exchange, 40403, "Schema not found");
      return;
    }
    int id = register(subject, schema);
    answer(exchange, 200, described(subject, id, subjects.get(subject).indexOf(id) + 1));
  }

  private void version(HttpExchange exchange, String subject, String version) throws IOException {
    List<Integer> versions = subjects.getOrDefault(subject, List.of());
    int number = version.equals("latest") ? versions.size() : Integer.parseInt(version);
    if (number < 1 || number > versions.size()) {
      error(exchange, 40401, "Subject '" + subject + "' not found");
      return;
    }
    answer(exchange, 200, described(subject, versions.get(number - 1), number));
  }

  private ObjectNode described(String subject, int id, int version) {
    return JSON.createObjectNode()
        .put("subject", subject)
        .put("id", id)
        .put("version", version)
        .put("schema", schemas.get(id - 1));
  }

  private static void error(HttpExchange exchange, int code, String message) throws IOException {
    answer(
        exchange,
        code / 100,
        JSON.createObjectNode().put("error_code", code).put("message", message));
  }

  private static void answer(HttpExchange exchange, int status, JsonNode body) throws IOException {
    byte[] bytes = JSON.writeValueAsBytes(body);
    exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
    exchange.sendResponseHeaders(status, bytes.length);
    try (var out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }
}
