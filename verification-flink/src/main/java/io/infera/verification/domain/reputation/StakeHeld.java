package io.infera.verification.domain.reputation;

import io.infera.event.NodeStake;
import io.infera.verification.domain.StateInput;
import io.infera.verification.domain.StateOutput;
import java.util.List;

/**
 * What of a node's stake the roster needs.
 *
 * @param bondedMicroInfer what works for it, in millionths of an INFER
 * @param minimumMicroInfer what a node needs to be drawn
 * @param ejected whether the contract has ejected it
 * @param change chain and transaction that changed it last
 */
record StakeHeld(long bondedMicroInfer, long minimumMicroInfer, boolean ejected, String change) {
  /** Of a node that has never staked. */
  static final StakeHeld NONE = new StakeHeld(0, 0, false, "");

  static StakeHeld of(NodeStake stake) {
    String transaction = stake.getTransactionHash();
    return new StakeHeld(
        stake.getBondedMicroInfer(),
        stake.getMinimumMicroInfer(),
        stake.getEjected(),
        stake.getBlock().getChainId()
            + ":"
            + (transaction == null ? "block " + stake.getBlock().getNumber() : transaction));
  }

  /** True when the node may be drawn with it. */
  boolean suffices() {
    return !ejected && bondedMicroInfer > 0 && bondedMicroInfer >= minimumMicroInfer;
  }

  /** True when nothing of it needs to be kept. */
  boolean isNothing() {
    return !ejected && bondedMicroInfer == 0;
  }

  List<String> evidence() {
    return change.isEmpty() ? List.of() : List.of(change);
  }

  void write(StateOutput out) {
    out.int64(bondedMicroInfer).int64(minimumMicroInfer).bool(ejected).text(change);
  }

  static StakeHeld read(StateInput in) {
    return new StakeHeld(in.int64(), in.int64(), in.bool(), in.text());
  }
}
