package io.infera.settlement.domain;

import io.infera.event.AnswerStatus;
import io.infera.event.Digest;
import io.infera.event.FaultEvidence;
import io.infera.event.NodePayment;
import io.infera.event.SettlementEvent;
import io.infera.schemas.canonical.Digests;
import java.util.ArrayList;
import java.util.List;

/**
 * The leaves of a settlement, as {@code SettlementLeaves.sol} defines them: one VERDICT, and one
 * FAULT for each node shown wrong. A leaf is {@code keccak256(keccak256(abi.encode(TYPE,
 * fields...)))}; what the fields mean is said there.
 */
public final class Leaves {
  static final Bytes32 VERDICT = Keccak.of("infera.settlement.Verdict.v1");
  static final Bytes32 FAULT = Keccak.of("infera.settlement.Fault.v1");

  private static final int VERDICT_WORDS = 10;
  private static final int FAULT_WORDS = 12;
  private static final int PAYMENT_WORDS = 3;

  private Leaves() {}

  /**
   * The verdict's leaf, then the faults' in the order of the event.
   *
   * @throws IllegalArgumentException when the event holds what the chain has no place for: a
   *     malformed address, a negative amount
   */
  public static List<Bytes32> of(int lane, long offset, SettlementEvent event) {
    var leaves = new ArrayList<Bytes32>(1 + event.getFaults().size());
    leaves.add(verdict(lane, offset, event));
    for (FaultEvidence fault : event.getFaults()) {
      leaves.add(fault(lane, offset, event, fault));
    }
    return leaves;
  }

  static Bytes32 verdict(int lane, long offset, SettlementEvent event) {
    return Keccak.twice(
        new AbiWords(VERDICT_WORDS)
            .bytes32(VERDICT)
            .number("lane", lane)
            .number("offset", offset)
            .address("requester", event.getRequester())
            .bytes32(Keccak.of(event.getRequestId()))
            .bytes32(hash(event.getRequestDigest()))
            .number("status", status(event.getStatus()))
            .number("price", event.getPriceMicroInfer())
            .bytes32(payments(event.getPayments()))
            .bytes32(settlementDigest(event))
            .finish());
  }

  static Bytes32 fault(int lane, long offset, SettlementEvent event, FaultEvidence fault) {
    return Keccak.twice(
        new AbiWords(FAULT_WORDS)
            .bytes32(FAULT)
            .number("lane", lane)
            .number("offset", offset)
            .address("node", fault.getNodeId())
            .address("requester", event.getRequester())
            .bytes32(Keccak.of(event.getRequestId()))
            .bytes32(hash(event.getRequestDigest()))
            .number("attempt", fault.getAttempt())
            .bytes32(hash(fault.getResultLeaf()))
            .bytes32(hash(fault.getProof().getRoot()))
            .address("auditor", fault.getAuditor())
            .bytes32(hash(fault.getAuditLeaf()))
            .finish());
  }

  /**
   * {@code keccak256(abi.encode(Payment[]))}: where the array begins, its length, then its
   * elements.
   */
  public static Bytes32 payments(List<NodePayment> payments) {
    var words = new AbiWords(2 + PAYMENT_WORDS * payments.size());
    words.number("head", Bytes32.LENGTH).number("length", payments.size());
    for (NodePayment payment : payments) {
      words
          .address("paid node", payment.getNodeId())
          .number("payment", payment.getMicroInfer())
          .number("tokens", payment.getTokens());
    }
    return Keccak.of(words.finish());
  }

  /** The chain's code of a status; never the enum's ordinal, which may shift. */
  public static int status(AnswerStatus status) {
    return switch (status) {
      case VERIFIED -> 1;
      case UNVERIFIED -> 2;
      case REJECTED -> 3;
      case EXPIRED -> 4;
    };
  }

  /** Canonical SHA-256 digest of a whole settlement. */
  public static Bytes32 settlementDigest(SettlementEvent event) {
    return hash(Digests.settlement(event));
  }

  private static Bytes32 hash(Digest digest) {
    return Bytes32.of(digest.bytes());
  }
}
