package io.infera.settlement.chain;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;

/**
 * Where the gas of a call goes, from a node's trace of it as of now. In gas; refunds are taken off
 * {@code calls}.
 *
 * @param data what every transaction costs, 21,000, and its bytes: 16 each, 4 for a zero
 * @param fresh writing slots that were empty
 * @param changed writing other slots
 * @param read reading slots
 * @param events writing events
 * @param calls reaching other contracts and precompiled functions, and what the latter cost
 * @param computing all else
 */
record GasItems(
    long data, long fresh, long changed, long read, long events, long calls, long computing) {
  private static final long TRANSACTION = 21_000;
  private static final long FRESH = 20_000;
  private static final Set<String> CALLS = Set.of("CALL", "STATICCALL", "DELEGATECALL");

  static GasItems of(
      EvmChain chain, String from, Contract contract, String function, Object... arguments) {
    String data = contract.abi().call(function, arguments);
    JsonNode trace =
        chain
            .anvil()
            .rpc(
                "debug_traceCall",
                Map.of(
                    "from",
                    from,
                    "to",
                    contract.address().text(),
                    "data",
                    data,
                    "gas",
                    "0x1312d00"),
                "latest",
                Map.of("disableStack", true, "disableStorage", true));
    if (trace.get("failed").asBoolean()) {
      throw new AssertionError(function + " fails: " + trace.get("returnValue"));
    }
    return of(costOf(data), trace);
  }

  private static GasItems of(long data, JsonNode trace) {
    long fresh = 0;
    long changed = 0;
    long read = 0;
    long events = 0;
    long computing = 0;
    for (JsonNode step : trace.get("structLogs")) {
      String operation = step.get("op").asText();
      long cost = step.get("gasCost").asLong();
      if (operation.equals("SSTORE")) {
        fresh += cost >= FRESH ? cost : 0;
        changed += cost >= FRESH ? 0 : cost;
      } else if (operation.equals("SLOAD")) {
        read += cost;
      } else if (operation.startsWith("LOG")) {
        events += cost;
      } else if (!CALLS.contains(operation)) {
        computing += cost;
      }
    }
    long known = data + fresh + changed + read + events + computing;
    long calls = trace.get("gas").asLong() - known;
    return new GasItems(data, fresh, changed, read, events, calls, computing);
  }

  private static long costOf(String data) {
    long cost = TRANSACTION;
    for (byte one : HexFormat.of().parseHex(data.substring(2))) {
      cost += one == 0 ? 4 : 16;
    }
    return cost;
  }

  long total() {
    return data + fresh + changed + read + events + calls + computing;
  }

  String row(String what) {
    return "| %s | %,d | %,d | %,d | %,d | %,d | %,d | %,d | %,d |"
        .formatted(what, data, fresh, changed, read, events, calls, computing, total());
  }
}
