package io.infera.settlement.chain;

import java.math.BigInteger;
import java.util.List;

/**
 * A contract at an address: asks it, and makes the calls that are sent to it.
 *
 * @param chain where it lives
 * @param abi what it understands
 * @param address where it is
 */
public record Contract(ChainClient chain, ContractAbi abi, EvmAddress address) {
  /**
   * Asks a function for its values as of the last block.
   *
   * @throws ContractRevertedException when the contract refuses
   */
  public List<Object> ask(String function, Object... arguments) {
    String answer = chain.call(abi.artifact(), function, address, abi.call(function, arguments));
    return result(function, answer);
  }

  /**
   * Asks a function for its values as of a block, which the node must still have the state of.
   *
   * @throws ContractRevertedException when the contract refuses
   */
  public List<Object> askAt(long block, String function, Object... arguments) {
    String data = abi.call(function, arguments);
    return result(
        function, chain.call(abi.artifact(), function, address, data, ChainClient.at(block)));
  }

  private List<Object> result(String function, String answer) {
    return chain.sense(function, () -> abi.result(function, answer));
  }

  /** The one value of a function. */
  public <T> T one(Class<T> type, String function, Object... arguments) {
    return type.cast(ask(function, arguments).get(0));
  }

  /** The one number of a function. */
  public BigInteger number(String function, Object... arguments) {
    return one(BigInteger.class, function, arguments);
  }
}
