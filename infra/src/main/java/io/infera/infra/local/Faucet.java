package io.infera.infra.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.infera.settlement.chain.EvmAddress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collection;

/** Gives accounts of the local chain what gas costs, as only a development node can. */
final class Faucet {
  /** A thousand Ether, in wei: on this chain it is worth nothing. */
  private static final String PLENTY = "0x3635c9adc5dea00000";

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI chain;

  /**
   * @param rpc the chain's JSON-RPC address
   */
  Faucet(String rpc) {
    this.chain = URI.create(rpc);
  }

  /** Fills accounts up; may be repeated. */
  void fill(Collection<EvmAddress> accounts) {
    ArrayNode calls = JSON.createArrayNode();
    for (EvmAddress account : accounts) {
      var call = calls.addObject().put("jsonrpc", "2.0").put("id", calls.size());
      call.put("method", "anvil_setBalance").putArray("params").add(account.text()).add(PLENTY);
    }
    for (JsonNode answer : post(calls)) {
      if (answer.has("error")) {
        throw new LocalNetworkException(
            "the EVM node gives no Ether: " + answer.path("error").path("message").asText());
      }
    }
  }

  private JsonNode post(JsonNode body) {
    HttpRequest request =
        HttpRequest.newBuilder(chain)
            .timeout(LIMIT)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString()))
            .build();
    try {
      return JSON.readTree(
          HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body());
    } catch (IOException e) {
      throw new LocalNetworkException(
          "the EVM node at " + chain + " does not answer: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalNetworkException("interrupted while speaking to the EVM node", e);
    }
  }
}
