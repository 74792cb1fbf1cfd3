package io.infera.settlement.chain;

import io.infera.event.BatchProof;
import io.infera.event.Digest;
import io.infera.event.FaultEvidence;
import io.infera.event.InferenceOutput;
import io.infera.event.NodePayment;
import io.infera.event.PaymentAuthorisation;
import io.infera.event.SettlementEvent;
import io.infera.settlement.domain.Authorisation;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.Keccak;
import io.infera.settlement.domain.Leaves;
import io.infera.settlement.domain.SettlementOpening;
import io.infera.settlement.domain.SlashEvidence;
import java.util.List;

/** Records of the log as the contracts' structs, see {@code SettlementLeaves.sol}. */
public final class Structs {
  private Structs() {}

  /** A {@code SettlementLeaves.Verdict}. */
  public static List<Object> verdict(int lane, long offset, SettlementEvent event) {
    return List.of(
        lane,
        offset,
        event.getRequester(),
        Keccak.of(event.getRequestId()),
        word(event.getRequestDigest()),
        Leaves.status(event.getStatus()),
        event.getPriceMicroInfer(),
        Leaves.payments(event.getPayments()),
        Leaves.settlementDigest(event));
  }

  /** The {@code SettlementLeaves.Payment[]} of a settlement. */
  public static List<Object> payments(SettlementEvent event) {
    return event.getPayments().stream().map(Structs::payment).toList();
  }

  private static Object payment(NodePayment payment) {
    return List.of(payment.getNodeId(), payment.getMicroInfer(), payment.getTokens());
  }

  /** A {@code SettlementLeaves.Fault}. */
  public static List<Object> fault(SlashEvidence evidence) {
    FaultEvidence fault = evidence.fault();
    SettlementEvent event = evidence.event();
    return List.of(
        evidence.lane(),
        evidence.offset(),
        fault.getNodeId(),
        event.getRequester(),
        Keccak.of(event.getRequestId()),
        word(event.getRequestDigest()),
        fault.getAttempt(),
        word(fault.getResultLeaf()),
        word(fault.getProof().getRoot()),
        fault.getAuditor(),
        word(fault.getAuditLeaf()));
  }

  /** A {@code NodeEvidence.Proof}. */
  public static List<Object> signed(BatchProof proof) {
    return List.of(
        proof.getLeafIndex(),
        proof.getLeafCount(),
        proof.getPath().stream().map(Structs::word).toList(),
        proof.getSignature().bytes());
  }

  /** The arguments of {@code NodeStaking.accuse}. */
  public static Object[] accuse(SlashEvidence evidence) {
    return new Object[] {
      fault(evidence),
      evidence.firstOffset(),
      evidence.faultProof(),
      signed(evidence.fault().getProof())
    };
  }

  /** The arguments of {@code NodeStaking.slash}. */
  public static Object[] slash(SlashEvidence evidence) {
    return new Object[] {
      evidence.fault().getNodeId(),
      verdict(evidence.lane(), evidence.offset(), evidence.event()),
      payments(evidence.event()),
      evidence.verdictProof()
    };
  }

  /** A {@code CanonicalDigests.Opening}. */
  public static List<Object> opening(SettlementEvent event) {
    var opening = SettlementOpening.of(event);
    return List.of(opening.verdictDigest(), opening.responseDigest(), opening.rest());
  }

  /** A {@code CanonicalDigests.Output}. */
  public static List<Object> output(InferenceOutput output) {
    var vector = new byte[output.getVector().remaining()];
    output.getVector().duplicate().get(vector);
    String text = output.getText();
    return List.of(output.getDimension(), vector, text != null, text == null ? "" : text);
  }

  /** A {@code RequestEscrow.Authorisation}. */
  public static List<Object> authorisation(PaymentAuthorisation allowed) {
    return List.of(
        allowed.getCeilingMicroInfer(),
        allowed.getMaxMicroInferPerMillionTokens(),
        allowed.getValidUntil(),
        Authorisation.evm(allowed.getSignature()));
  }

  private static Bytes32 word(Digest digest) {
    return Bytes32.of(digest.bytes());
  }
}
