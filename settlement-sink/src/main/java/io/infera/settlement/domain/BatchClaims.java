package io.infera.settlement.domain;

import io.infera.event.BatchProposal;
import io.infera.event.ClaimedBatch;
import io.infera.event.Digest;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.List;
import java.util.stream.LongStream;

/** Batches as attesters are told of them. */
public final class BatchClaims {
  private BatchClaims() {}

  /** A batch as it is to be anchored in a contract. */
  public static ClaimedBatch of(Batch batch, Bytes32 archiveDigest, long chainId, String contract) {
    return ClaimedBatch.newBuilder()
        .setLane(batch.range().lane())
        .setFirstOffset(batch.range().first())
        .setNextOffset(batch.range().next())
        .setRoot(new Digest(batch.root().bytes()))
        .setSettlements(batch.settlements().size())
        .setArchiveDigest(new Digest(archiveDigest.bytes()))
        .setChainId(chainId)
        .setContract(contract)
        .build();
  }

  /** What attesters are asked. */
  public static BatchProposal proposal(ArchivedBatch archived, long chainId, String contract) {
    Batch batch = archived.batch();
    var marks = ByteBuffer.allocate(Long.BYTES * batch.entries().size());
    batch.entries().forEach(entry -> marks.putLong(mark(entry)));
    return new BatchProposal(of(batch, archived.digest(), chainId, contract), marks.flip());
  }

  /** What an attester signs for a claim on a network (EIP-712). */
  public static Bytes32 signed(String network, ClaimedBatch claim) {
    return new Attestation(network, claim.getChainId(), claim.getContract())
        .digest(
            range(claim),
            Bytes32.of(claim.getRoot().bytes()),
            claim.getSettlements(),
            Bytes32.of(claim.getArchiveDigest().bytes()));
  }

  /**
   * What a claim covers.
   *
   * @throws IllegalArgumentException when it is no range
   */
  public static OffsetRange range(ClaimedBatch claim) {
    return new OffsetRange(claim.getLane(), claim.getFirstOffset(), claim.getNextOffset());
  }

  /** The first 8 bytes of the leaf of an entry's verdict; 0 for what could not be read. */
  static long mark(Entry entry) {
    return entry instanceof Entry.Settled settled
        ? ByteBuffer.wrap(settled.leaf().bytes()).getLong()
        : 0;
  }

  /** The marks of a proposal, in order; what is left of an odd number of bytes is none. */
  static List<Long> marks(BatchProposal proposal) {
    LongBuffer marks = proposal.getLeaves().duplicate().asLongBuffer();
    return LongStream.generate(marks::get).limit(marks.remaining()).boxed().toList();
  }
}
