package io.infera.settlement.chain;

import io.infera.settlement.domain.Bytes32;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.web3j.protocol.core.methods.response.Log;

/** What some contracts said, decoded. */
public final class EventReader {
  private final ChainClient chain;
  private final Map<EvmAddress, ContractAbi> contracts = new LinkedHashMap<>();

  /**
   * An event and where it stands.
   *
   * @param contract who said it
   * @param event what
   * @param block number of its block
   * @param transaction hash of the transaction that caused it
   */
  public record Seen(
      EvmAddress contract, ContractAbi.Event event, long block, Bytes32 transaction) {}

  public EventReader(ChainClient chain, List<Contract> contracts) {
    this.chain = chain;
    contracts.forEach(contract -> this.contracts.put(contract.address(), contract.abi()));
  }

  /** All their events in a range of blocks, both ends included, in the chain's order. */
  public List<Seen> read(long from, long to) {
    return chain.logs(List.copyOf(contracts.keySet()), from, to, List.of()).stream()
        .flatMap(log -> chain.sense("a log", () -> decode(log)).stream())
        .toList();
  }

  private Optional<Seen> decode(Log log) {
    var contract = new EvmAddress(log.getAddress());
    return Optional.ofNullable(contracts.get(contract))
        .flatMap(abi -> abi.event(log))
        .map(
            event ->
                new Seen(
                    contract,
                    event,
                    log.getBlockNumber().longValueExact(),
                    Bytes32.parse(log.getTransactionHash())));
  }
}
