package io.infera.settlement.economy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.infera.runtime.DurableFile;
import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.Contract;
import io.infera.settlement.chain.EvmAddress;
import io.infera.settlement.domain.Bytes32;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where the contracts of a network are. Addresses follow from who creates them and with which
 * nonces, so they are known, and written down, before the first transaction is sent.
 *
 * @param networkId the network
 * @param chainId EIP-155 chain id of its chain
 * @param block a block not after the first creation: where to begin to read events
 * @param deployer who creates them
 * @param nonce the deployer's first
 * @param plan hash over all transactions: tells whether a deployment goes on as it began
 * @param complete whether all of it was found done
 * @param contracts where they are
 */
public record Economy(
    String networkId,
    long chainId,
    long block,
    EvmAddress deployer,
    long nonce,
    Bytes32 plan,
    boolean complete,
    Map<EconomyContract, EvmAddress> contracts) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public Economy {
    contracts = Collections.unmodifiableMap(new EnumMap<>(contracts));
  }

  /** Where a contract is. */
  public EvmAddress address(EconomyContract which) {
    return contracts.get(which);
  }

  /** Where all of them are, by their names in Solidity. */
  public Map<String, String> addresses() {
    var addresses = new LinkedHashMap<String, String>();
    contracts.forEach((contract, address) -> addresses.put(contract.title(), address.text()));
    return addresses;
  }

  /** A contract, to be asked. */
  public Contract contract(ChainClient chain, EconomyContract which) {
    return new Contract(chain, which.abi(), address(which));
  }

  Economy completed() {
    return new Economy(networkId, chainId, block, deployer, nonce, plan, true, contracts);
  }

  Economy fromBlock(long first) {
    return new Economy(networkId, chainId, first, deployer, nonce, plan, false, contracts);
  }

  /**
   * Reads what a deployment wrote; empty when none did.
   *
   * @throws IllegalStateException when the file is none
   */
  public static Optional<Economy> load(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode json = JSON.readTree(file.toFile());
      var contracts = new EnumMap<EconomyContract, EvmAddress>(EconomyContract.class);
      for (EconomyContract contract : EconomyContract.values()) {
        String address = json.path("contracts").path(contract.title()).asText();
        contracts.put(contract, new EvmAddress(address));
      }
      return Optional.of(
          new Economy(
              json.path("networkId").asText(),
              json.path("chainId").asLong(),
              json.path("block").asLong(),
              new EvmAddress(json.path("deployer").asText()),
              json.path("nonce").asLong(),
              Bytes32.parse(json.path("plan").asText()),
              json.path("complete").asBoolean(),
              contracts));
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "%s does not name a network's contracts: %s; correct it, or delete it and deploy anew"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /**
   * The contracts that a deployment wrote down.
   *
   * @throws IllegalStateException when none did
   */
  public static Economy require(Path file) {
    return load(file)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    file + " does not exist: create the contracts first (deploy-contracts)"));
  }

  /**
   * The contracts that a deployment wrote down, for a service of a network on a chain.
   *
   * @throws IllegalStateException when none did, or for another network or chain
   */
  public static Economy require(Path file, String networkId, ChainClient chain) {
    Economy economy = require(file);
    long chainId = chain.chainId();
    if (!economy.networkId.equals(networkId) || economy.chainId != chainId) {
      throw new IllegalStateException(
          "%s names contracts of network %s on chain %d, but this is network %s, and the chain at %s is %d: correct network.id, chain.rpc.url or deployment.file"
              .formatted(
                  file, economy.networkId, economy.chainId, networkId, chain.url(), chainId));
    }
    return economy;
  }

  void save(Path file) {
    var json = JSON.createObjectNode();
    json.put("networkId", networkId).put("chainId", chainId).put("block", block);
    json.put("deployer", deployer.text()).put("nonce", nonce).put("plan", plan.toString());
    json.put("complete", complete);
    json.set("contracts", JSON.valueToTree(addresses()));
    try {
      DurableFile.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
