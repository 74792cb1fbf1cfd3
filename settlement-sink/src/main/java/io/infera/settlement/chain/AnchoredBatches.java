package io.infera.settlement.chain;

import io.infera.settlement.domain.Anchored;
import io.infera.settlement.domain.Block;
import io.infera.settlement.domain.ChainView;
import java.util.List;
import java.util.Optional;

/** The batches of a settlement log, read over JSON-RPC. */
public record AnchoredBatches(ChainClient chain, SettlementLog contract, Finality finality)
    implements ChainView {
  @Override
  public Optional<Block> blockAt(long number) {
    return chain.blockAt(number);
  }

  @Override
  public List<Anchored> anchored(long fromBlock, long toBlock) {
    return contract.anchored(fromBlock, toBlock);
  }

  @Override
  public long finalBelow(Block head) {
    return finality.below(head, chain);
  }
}
