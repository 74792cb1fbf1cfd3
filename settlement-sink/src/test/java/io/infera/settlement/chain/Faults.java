package io.infera.settlement.chain;

import io.infera.event.BatchProof;
import io.infera.event.Digest;
import io.infera.event.FaultEvidence;
import io.infera.event.NodePayment;
import io.infera.event.ReplicaResult;
import io.infera.event.SettlementEvent;
import io.infera.schemas.canonical.Digests;
import io.infera.schemas.identity.BatchSigner;
import io.infera.schemas.identity.Identity;
import io.infera.schemas.testing.Records;
import io.infera.settlement.domain.Batch;
import io.infera.settlement.domain.Entry;
import io.infera.settlement.domain.OffsetRange;
import io.infera.settlement.domain.SlashEvidence;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Faults as the network makes them: results signed by the code that nodes sign with. */
public final class Faults {
  private Faults() {}

  /** A node's signed result as number {@code index} of a batch of {@code count}. */
  public static BatchProof signed(Identity node, Digest leaf, int index, int count) {
    List<Digest> leaves =
        IntStream.range(0, count)
            .mapToObj(i -> i == index ? leaf : Records.digest("other result " + i))
            .toList();
    return new BatchSigner(Records.NETWORK, node).sign(leaves).get(index);
  }

  /** Leaf of what a node returned for a request. */
  public static Digest resultLeaf(Identity node, String requestId) {
    ReplicaResult result =
        ReplicaResult.newBuilder(Records.result(3, 0, 1, 0))
            .setNodeId(node.address())
            .setRequestId(requestId)
            .setRequestDigest(Digests.request(Records.request(requestId)))
            .build();
    return Digests.resultLeaf(Records.NETWORK, result);
  }

  /** A settlement in which a node was shown wrong and others are paid. */
  public static SettlementEvent settlement(
      String requestId, Identity wrong, int index, int count, String... honest) {
    Digest leaf = resultLeaf(wrong, requestId);
    return blaming(requestId, wrong, leaf, signed(wrong, leaf, index, count), honest);
  }

  /** A settlement that blames a node for a result, with a proof that may be anybody's. */
  public static SettlementEvent blaming(
      String requestId, Identity wrong, Digest leaf, BatchProof proof, String... honest) {
    var fault =
        new FaultEvidence(
            wrong.address(), 1, leaf, proof, Records.node(9), Records.digest("audit"), 0.98);
    return paid(requestId, List.of(fault), honest);
  }

  /** A settlement that pays nodes 7 millionths each. */
  public static SettlementEvent paid(
      String requestId, List<FaultEvidence> faults, String... honest) {
    var payments = new ArrayList<NodePayment>();
    for (String node : honest) {
      payments.add(new NodePayment(node, 7L, 7));
    }
    return SettlementEvent.newBuilder(Records.settlement(requestId))
        .setPayments(payments)
        .setPriceMicroInfer(7L * honest.length)
        .setFaults(faults)
        .build();
  }

  /** A batch of lane 0 from an offset on, one settlement an offset. */
  public static Batch batch(long first, List<SettlementEvent> events) {
    return batch(0, first, events);
  }

  /** A batch of a lane from an offset on, one settlement an offset. */
  public static Batch batch(int lane, long first, List<SettlementEvent> events) {
    return Batch.of(
        new OffsetRange(lane, first, first + events.size()),
        IntStream.range(0, events.size())
            .mapToObj(i -> Entry.Settled.of(lane, first + i, events.get(i)))
            .toList());
  }

  public static SlashEvidence evidence(Batch batch, long offset, Identity wrong) {
    return SlashEvidence.of(batch, offset, wrong.address());
  }
}
