package io.infera.settlement.domain;

import io.infera.event.FaultEvidence;
import io.infera.event.SettlementEvent;
import java.util.List;
import java.util.Objects;

/**
 * All that it takes to slash a node: the settlement that names it, with the proofs that lead from
 * its leaves to the anchored root. What the node signed is in the fault itself.
 *
 * @param lane the settlement's lane
 * @param firstOffset first offset of its batch
 * @param offset its offset
 * @param event the settlement
 * @param fault the one of its faults that names the node
 * @param faultProof siblings from the fault's leaf upwards
 * @param verdictProof siblings from the verdict's leaf upwards
 */
public record SlashEvidence(
    int lane,
    long firstOffset,
    long offset,
    SettlementEvent event,
    FaultEvidence fault,
    List<Bytes32> faultProof,
    List<Bytes32> verdictProof) {
  private static final int CASE_WORDS = 3;

  public SlashEvidence {
    Objects.requireNonNull(event, "event");
    Objects.requireNonNull(fault, "fault");
    faultProof = List.copyOf(faultProof);
    verdictProof = List.copyOf(verdictProof);
  }

  /** Identity of the case that it makes: {@code NodeStaking.caseOf}. */
  public Bytes32 caseId() {
    return Keccak.of(
        new AbiWords(CASE_WORDS)
            .address("node", fault.getNodeId())
            .address("requester", event.getRequester())
            .bytes32(Keccak.of(event.getRequestId()))
            .finish());
  }

  /**
   * The evidence in an archived batch.
   *
   * @throws IllegalArgumentException when no settlement at that offset names the node
   */
  public static SlashEvidence of(Batch batch, long offset, String node) {
    for (Entry.Settled settled : batch.settlements()) {
      List<FaultEvidence> faults = settled.event().getFaults();
      for (int i = 0; i < faults.size() && settled.offset() == offset; i++) {
        if (faults.get(i).getNodeId().equals(node)) {
          return new SlashEvidence(
              batch.range().lane(),
              batch.range().first(),
              offset,
              settled.event(),
              faults.get(i),
              batch.proof(offset, 1 + i),
              batch.proof(offset, 0));
        }
      }
    }
    throw new IllegalArgumentException(
        "expected a fault of %s at offset %d of %s, found none"
            .formatted(node, offset, batch.range()));
  }
}
