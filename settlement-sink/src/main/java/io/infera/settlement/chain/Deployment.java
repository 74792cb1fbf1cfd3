package io.infera.settlement.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.infera.runtime.DurableFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which contract a network's settlements go to.
 *
 * @param address the contract
 * @param chainId EIP-155 chain id of its chain
 * @param nonce nonce of the transaction that creates it; the address follows from it
 * @param block a block not after its creation: where to begin to read its events
 */
public record Deployment(EvmAddress address, long chainId, long nonce, long block) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads what {@link #save} wrote; empty when nothing was. */
  public static Optional<Deployment> load(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode json = JSON.readTree(file.toFile());
      return Optional.of(
          new Deployment(
              new EvmAddress(json.path("address").asText()),
              json.path("chainId").asLong(),
              json.path("nonce").asLong(),
              json.path("block").asLong()));
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "%s does not name a contract: %s; correct it or put contract.address into the configuration"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  void save(Path file) {
    var json = JSON.createObjectNode();
    json.put("address", address.text()).put("chainId", chainId);
    json.put("nonce", nonce).put("block", block);
    try {
      DurableFile.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
