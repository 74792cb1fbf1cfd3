package io.infera.settlement.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.testing.Anvil;
import io.infera.settlement.testing.Await;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A real EVM node for tests of contracts: every account sends without a key and without paying for
 * gas, every transaction makes a block, time moves when it is told to, and a test's traces can be
 * undone.
 */
final class EvmChain implements SharedChain {
  /** Twenty million: enough for everything but a runaway loop. */
  private static final String GAS = "0x1312d00";

  private static final Map<String, ContractAbi> ABIS = new HashMap<>();

  private final Anvil anvil =
      Anvil.start("--block-base-fee-per-gas", "0", "--gas-price", "0", "--accounts", "1");
  private final ChainClient client = new ChainClient(anvil.url(), Duration.ofSeconds(20));
  private String snapshot;

  EvmChain() {
    anvil.rpc("anvil_autoImpersonateAccount", true);
  }

  /**
   * What a transaction did.
   *
   * @param gas that it used
   * @param events in order, of all contracts that this class created
   */
  record Done(long gas, long time, List<Said> events) {
    List<ContractAbi.Event> of(String event) {
      return events.stream().map(Said::event).filter(e -> e.name().equals(event)).toList();
    }

    ContractAbi.Event only(String event) {
      assertThat(of(event)).as("events " + event + " in " + events).hasSize(1);
      return of(event).get(0);
    }
  }

  /** Who said what. */
  record Said(EvmAddress contract, ContractAbi.Event event) {}

  private final Map<EvmAddress, ContractAbi> known = new HashMap<>();

  static ContractAbi abi(String name) {
    return ABIS.computeIfAbsent(name, ContractAbi::load);
  }

  ChainClient client() {
    return client;
  }

  Anvil anvil() {
    return anvil;
  }

  Contract deploy(String name, String from, Object... arguments) {
    JsonNode receipt = transact(from, null, abi(name).creation(arguments), BigInteger.ZERO);
    assertThat(receipt.get("status").asText()).as("creation of " + name).isEqualTo("0x1");
    return at(name, new EvmAddress(receipt.get("contractAddress").asText()));
  }

  Contract at(String name, EvmAddress address) {
    known.put(address, abi(name));
    return new Contract(client, abi(name), address);
  }

  /** Sends a call that must succeed. */
  Done send(String from, Contract contract, String function, Object... arguments) {
    String data = contract.abi().call(function, arguments);
    JsonNode receipt = transact(from, contract.address(), data, BigInteger.ZERO);
    if (!receipt.get("status").asText().equals("0x1")) {
      throw new AssertionError(
          contract.abi().artifact().name()
              + "."
              + function
              + " failed: "
              + refusal(from, contract, function, arguments));
    }
    return new Done(number(receipt.get("gasUsed")), now(), events(receipt));
  }

  /** Sends a call that may fail; empty when it did. */
  Optional<Done> attempt(String from, Contract contract, String function, Object... arguments) {
    String data = contract.abi().call(function, arguments);
    JsonNode receipt = transact(from, contract.address(), data, BigInteger.ZERO);
    return receipt.get("status").asText().equals("0x1")
        ? Optional.of(new Done(number(receipt.get("gasUsed")), 0, events(receipt)))
        : Optional.empty();
  }

  /** Gas that a call uses although it fails. */
  long gasOfFailure(String from, Contract contract, String function, Object... arguments) {
    String data = contract.abi().call(function, arguments);
    JsonNode receipt = transact(from, contract.address(), data, BigInteger.ZERO);
    assertThat(receipt.get("status").asText()).isEqualTo("0x0");
    return number(receipt.get("gasUsed"));
  }

  /** The name of the error with which a call is refused, as of now; "none" when it is not. */
  String refusal(String from, Contract contract, String function, Object... arguments) {
    String data = contract.abi().call(function, arguments);
    return refused(contract, transaction(from, contract.address(), data, BigInteger.ZERO));
  }

  /** The name of the error with which a contract cannot be created. */
  String creationRefusal(String name, String from, Object... arguments) {
    try {
      call(from, null, abi(name).creation(arguments));
      return "none";
    } catch (IllegalStateException e) {
      return errorName(e.getMessage(), abi(name));
    }
  }

  /** The same for a call that may use so much gas and no more. */
  String refusalWithin(
      long gas, String from, Contract contract, String function, Object... arguments) {
    String data = contract.abi().call(function, arguments);
    Map<String, Object> transaction = transaction(from, contract.address(), data, BigInteger.ZERO);
    transaction.put("gas", "0x" + Long.toHexString(gas));
    return refused(contract, transaction);
  }

  private String refused(Contract contract, Map<String, Object> transaction) {
    try {
      anvil.rpc("eth_call", transaction, "latest");
      return "none";
    } catch (IllegalStateException e) {
      return errorName(e.getMessage(), contract.abi());
    }
  }

  private String errorName(String message, ContractAbi first) {
    var matcher = java.util.regex.Pattern.compile("\"data\":\"(0x[0-9a-f]+)\"").matcher(message);
    if (!matcher.find()) {
      return message;
    }
    String data = matcher.group(1);
    var candidates = new ArrayList<>(List.of(first));
    candidates.addAll(known.values());
    for (ContractAbi abi : candidates) {
      var error = abi.artifact().decodeError(data);
      if (error.isPresent()) {
        return error.get().name();
      }
    }
    return data;
  }

  private JsonNode call(String from, EvmAddress to, String data) {
    return anvil.rpc("eth_call", transaction(from, to, data, BigInteger.ZERO), "latest");
  }

  private JsonNode transact(String from, EvmAddress to, String data, BigInteger value) {
    JsonNode hash = anvil.rpc("eth_sendTransaction", transaction(from, to, data, value));
    JsonNode receipt = anvil.rpc("eth_getTransactionReceipt", hash.asText());
    while (receipt.isNull()) {
      Await.pause(1);
      receipt = anvil.rpc("eth_getTransactionReceipt", hash.asText());
    }
    return receipt;
  }

  private static Map<String, Object> transaction(
      String from, EvmAddress to, String data, BigInteger value) {
    var transaction = new HashMap<String, Object>();
    transaction.put("from", from);
    transaction.put("data", data);
    transaction.put("gas", GAS);
    transaction.put("gasPrice", "0x0");
    transaction.put("value", "0x" + value.toString(16));
    if (to != null) {
      transaction.put("to", to.text());
    }
    return transaction;
  }

  private List<Said> events(JsonNode receipt) {
    var said = new ArrayList<Said>();
    for (JsonNode log : receipt.get("logs")) {
      var topics = new ArrayList<String>();
      log.get("topics").forEach(topic -> topics.add(topic.asText()));
      var contract = new EvmAddress(log.get("address").asText());
      if (known.containsKey(contract)) {
        known
            .get(contract)
            .event(topics, log.get("data").asText())
            .ifPresent(event -> said.add(new Said(contract, event)));
      }
    }
    return said;
  }

  /** Time of the last block, in seconds. */
  long now() {
    return number(anvil.rpc("eth_getBlockByNumber", "latest", false).get("timestamp"));
  }

  /** Lets time pass. */
  void pass(Duration duration) {
    anvil.rpc("evm_increaseTime", duration.toSeconds());
    anvil.rpc("evm_mine");
  }

  /** Remembers the state to which {@link #reset} returns. */
  void remember() {
    snapshot = anvil.rpc("evm_snapshot").asText();
  }

  @Override
  public void reset() {
    anvil.rpc("evm_revert", snapshot);
    remember();
  }

  private static long number(JsonNode hex) {
    return Long.parseLong(hex.asText().substring(2), 16);
  }

  static Bytes32 role(String name) {
    return io.infera.settlement.domain.Keccak.of(name);
  }

  /** INFER in units of 10^-18. */
  static BigInteger infer(long whole) {
    return BigInteger.TEN.pow(18).multiply(BigInteger.valueOf(whole));
  }

  @Override
  public void close() {
    client.close();
    anvil.close();
  }
}
