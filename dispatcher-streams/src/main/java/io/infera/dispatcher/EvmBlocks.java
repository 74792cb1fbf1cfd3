package io.infera.dispatcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.infera.event.ChainBlock;
import io.infera.schemas.canonical.Hex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Asks an EVM node whether a block is the one that an epoch's draws must be made from. */
final class EvmBlocks {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** There are nodes that answer a request which offers HTTP/2 with 400, Hardhat's for one. */
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final URI url;

  EvmBlocks(String url) {
    this.url = URI.create(url);
  }

  /**
   * The first difference between a block and the chain, as a sentence; empty when there is none.
   *
   * @param epoch the epoch that it is for: the block is the first one made in the epoch before
   * @param epochMillis how long an epoch is
   * @throws UncheckedIOException when the node does not answer
   */
  Optional<String> difference(ChainBlock block, long epoch, long epochMillis) {
    JsonNode found = block(block.getNumber());
    String hash = "0x" + Hex.of(block.getHash());
    if (!found.path("hash").asText().equals(hash)) {
      return Optional.of(
          "block: %d has hash %s on the chain, the draw says %s"
              .formatted(block.getNumber(), found.path("hash").asText("none"), hash));
    }
    long start = (epoch - 1) * epochMillis;
    long at = time(found);
    long before = block.getNumber() == 0 ? Long.MIN_VALUE : time(block(block.getNumber() - 1));
    if (at < start || at >= start + epochMillis || before >= start) {
      return Optional.of(
          "block: %d, of %s, is not the first one made from %s to %s"
              .formatted(
                  block.getNumber(),
                  Instant.ofEpochMilli(at),
                  Instant.ofEpochMilli(start),
                  Instant.ofEpochMilli(start + epochMillis)));
    }
    return Optional.empty();
  }

  private static long time(JsonNode block) {
    return Long.decode(block.path("timestamp").asText("0")) * 1_000;
  }

  private JsonNode block(long number) {
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_getBlockByNumber\",\"params\":[\"0x%x\",false]}"
            .formatted(number);
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(LIMIT)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    try {
      return JSON.readTree(http.send(request, BodyHandlers.ofString()).body()).path("result");
    } catch (IOException e) {
      throw new UncheckedIOException("the chain at " + url + " does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking the chain", e);
    }
  }
}
