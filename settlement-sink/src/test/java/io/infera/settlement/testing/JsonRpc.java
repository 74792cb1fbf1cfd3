package io.infera.settlement.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** An EVM node's endpoint, asked past the code that is tested. */
final class JsonRpc {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Hardhat answers a request that offers HTTP/2 with 400. */
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final URI url;

  JsonRpc(URI url) {
    this.url = url;
  }

  URI url() {
    return url;
  }

  /**
   * Calls a method.
   *
   * @throws IllegalStateException when the node answers with an error
   */
  JsonNode call(String method, Object... parameters) {
    try {
      var body = JSON.createObjectNode().put("jsonrpc", "2.0").put("id", 1).put("method", method);
      body.set("params", JSON.valueToTree(parameters));
      var request =
          HttpRequest.newBuilder(url)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
              .build();
      JsonNode answer =
          JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
      if (answer.has("error")) {
        throw new IllegalStateException(method + ": " + answer.get("error"));
      }
      return answer.path("result");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
