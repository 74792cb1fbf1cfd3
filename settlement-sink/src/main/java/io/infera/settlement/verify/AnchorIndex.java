package io.infera.settlement.verify;

import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.SettlementLog;
import io.infera.settlement.domain.Anchored;
import io.infera.settlement.domain.Bytes32;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The anchored batches of a contract by lane and first offset: its events, read once and read on
 * when a batch is missing, each held against the root that the contract stores.
 */
final class AnchorIndex {
  private final ChainClient chain;
  private final SettlementLog contract;
  private final Map<Key, Anchored> batches = new HashMap<>();
  private long nextBlock;

  private record Key(int lane, long firstOffset) {}

  AnchorIndex(ChainClient chain, SettlementLog contract, long firstBlock) {
    this.chain = chain;
    this.contract = contract;
    this.nextBlock = firstBlock;
  }

  /** The batch that begins at an offset; empty when the chain has none. */
  Optional<Anchored> at(int lane, long firstOffset) {
    var key = new Key(lane, firstOffset);
    if (!batches.containsKey(key)) {
      readOn();
    }
    return Optional.ofNullable(batches.get(key));
  }

  private void readOn() {
    long head = chain.head().number();
    if (nextBlock > head) {
      return;
    }
    for (Anchored batch : contract.anchored(nextBlock, head)) {
      Bytes32 stored = contract.rootOf(batch.range().lane(), batch.range().first());
      if (stored.equals(batch.root())) {
        batches.put(new Key(batch.range().lane(), batch.range().first()), batch);
      }
    }
    nextBlock = head + 1;
  }
}
