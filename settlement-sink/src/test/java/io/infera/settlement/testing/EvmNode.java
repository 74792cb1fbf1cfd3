package io.infera.settlement.testing;

import com.fasterxml.jackson.databind.JsonNode;

/** An EVM node in a process of its own. */
public interface EvmNode {
  /** Its JSON-RPC endpoint. */
  String url();

  /** Calls the node. */
  JsonNode rpc(String method, Object... parameters);

  /** Lets an account have Ether, for gas. */
  void give(String address);
}
