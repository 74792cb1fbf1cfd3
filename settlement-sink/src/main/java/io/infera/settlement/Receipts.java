package io.infera.settlement;

import io.infera.event.Digest;
import io.infera.event.ReceiptStatus;
import io.infera.event.SettlementReceipt;
import io.infera.settlement.chain.EvmAddress;
import io.infera.settlement.domain.Anchored;
import io.infera.settlement.domain.Batch;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.Entry;
import io.infera.settlement.domain.Tracked;
import java.util.List;

/**
 * Makes receipts. The same batch in the same block always has the same receipts, so writing them
 * twice says nothing new.
 */
final class Receipts {
  private final long chainId;
  private final EvmAddress contract;

  Receipts(long chainId, EvmAddress contract) {
    this.chainId = chainId;
    this.contract = contract;
  }

  /** A receipt for each settlement of a batch. */
  List<SettlementReceipt> of(Tracked tracked, Batch batch) {
    return batch.proven().stream().map(proven -> receipt(tracked, proven)).toList();
  }

  private SettlementReceipt receipt(Tracked tracked, Batch.Proven proven) {
    Anchored anchored = tracked.anchored();
    Entry.Settled settlement = proven.settlement();
    return SettlementReceipt.newBuilder()
        .setRequester(settlement.event().getRequester())
        .setRequestId(settlement.event().getRequestId())
        .setStatus(status(tracked.stage()))
        .setLane(anchored.range().lane())
        .setOffset(settlement.offset())
        .setFirstOffset(anchored.range().first())
        .setNextOffset(anchored.range().next())
        .setLeaf(digest(settlement.leaf()))
        .setRoot(digest(anchored.root()))
        .setProof(proven.proof().stream().map(Receipts::digest).toList())
        .setChainId(chainId)
        .setContract(contract.text())
        .setTransactionHash(anchored.transaction().toString())
        .setBlockNumber(anchored.block().number())
        .setBlockHash(anchored.block().hash().toString())
        .setAt(anchored.block().time())
        .build();
  }

  private static ReceiptStatus status(Tracked.Stage stage) {
    return switch (stage) {
      case PENDING -> ReceiptStatus.PENDING;
      case FINAL -> ReceiptStatus.FINAL;
      case WITHDRAWN -> ReceiptStatus.WITHDRAWN;
    };
  }

  private static Digest digest(Bytes32 hash) {
    return new Digest(hash.bytes());
  }
}
