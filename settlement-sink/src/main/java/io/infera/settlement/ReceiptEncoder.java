package io.infera.settlement;

import io.infera.event.ReceiptStatus;
import io.infera.event.SettlementReceipt;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.ByteOutput;
import io.infera.settlement.chain.EvmAddress;
import io.infera.settlement.domain.Anchored;
import io.infera.settlement.domain.Batch;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.Entry;
import io.infera.settlement.domain.Tracked;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Writes receipts as bytes. The same batch in the same block always has the same receipts, so
 * writing them twice says nothing new.
 *
 * <p>They are byte for byte what Avro's own writer gives; a test says so. By hand it takes a fifth
 * of the time: most of a receipt is the same for a whole batch.
 */
final class ReceiptEncoder {
  /** Magic byte and schema id, before every record. */
  private static final int HEADER_BYTES = 5;

  private final Serializer<SettlementReceipt> serializer;
  private final long chainId;
  private final EvmAddress contract;
  private final ByteOutput out = new ByteOutput();
  private final byte[] hash = new byte[Bytes32.LENGTH];
  private byte[] header;

  /**
   * @param serializer asked once, for what stands before each record
   */
  ReceiptEncoder(Serializer<SettlementReceipt> serializer, long chainId, EvmAddress contract) {
    this.serializer = serializer;
    this.chainId = chainId;
    this.contract = contract;
  }

  /** Writes the receipts of a batch. */
  Of of(Tracked tracked) {
    if (header == null) {
      byte[] any = serializer.serialize(Topics.RECEIPTS.name(), blank());
      header = Arrays.copyOf(any, HEADER_BYTES);
    }
    return new Of(tracked);
  }

  /** The receipts of one batch in one stage. */
  final class Of {
    private final int status;
    private final byte[] range;
    private final byte[] block;
    private final Bytes32 root;

    private Of(Tracked tracked) {
      Anchored anchored = tracked.anchored();
      this.status = status(tracked.stage()).ordinal();
      out.reset();
      out.int64(anchored.range().first());
      out.int64(anchored.range().next());
      this.range = out.toArray();
      this.root = anchored.root();
      out.reset();
      out.int64(chainId);
      out.string(contract.text());
      out.string(anchored.transaction().toString());
      out.int64(anchored.block().number());
      out.string(anchored.block().hash().toString());
      out.int64(anchored.block().time().toEpochMilli());
      this.block = out.toArray();
    }

    /** A settlement's receipt, in the wire format. */
    byte[] receipt(int lane, Batch.Proven proven) {
      Entry.Settled settled = proven.settlement();
      out.reset();
      out.fixed(header);
      out.string(settled.event().getRequester());
      out.string(settled.event().getRequestId());
      out.int64(status);
      out.int64(lane);
      out.int64(settled.offset());
      out.fixed(range);
      put(settled.leaf());
      put(root);
      proof(proven.proof());
      out.fixed(block);
      return out.toArray();
    }

    private void proof(List<Bytes32> proof) {
      if (!proof.isEmpty()) {
        out.int64(proof.size());
        proof.forEach(ReceiptEncoder.this::put);
      }
      out.int64(0);
    }
  }

  private void put(Bytes32 value) {
    value.copyTo(hash, 0);
    out.fixed(hash);
  }

  /** A settlement's key. */
  static RequestKey key(Batch.Proven proven) {
    return RequestKey.of(proven.settlement().event());
  }

  private static ReceiptStatus status(Tracked.Stage stage) {
    return switch (stage) {
      case PENDING -> ReceiptStatus.PENDING;
      case FINAL -> ReceiptStatus.FINAL;
      case WITHDRAWN -> ReceiptStatus.WITHDRAWN;
    };
  }

  private static SettlementReceipt blank() {
    var none = new io.infera.event.Digest(new byte[Bytes32.LENGTH]);
    return SettlementReceipt.newBuilder()
        .setRequester("")
        .setRequestId("")
        .setStatus(ReceiptStatus.PENDING)
        .setLane(0)
        .setOffset(0)
        .setFirstOffset(0)
        .setNextOffset(1)
        .setLeaf(none)
        .setRoot(none)
        .setProof(List.of())
        .setChainId(0)
        .setContract("")
        .setTransactionHash("")
        .setBlockNumber(0)
        .setBlockHash("")
        .setAt(Instant.EPOCH)
        .build();
  }
}
