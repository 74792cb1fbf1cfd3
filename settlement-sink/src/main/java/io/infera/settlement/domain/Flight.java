package io.infera.settlement.domain;

/**
 * A batch on its way to the chain: the one transaction of its lane.
 *
 * @param batch what is sent
 * @param gasLimit gas it may use
 * @param nonce its transaction's nonce
 * @param fees what it offers, as last sent
 * @param sent as last sent, and what came back
 * @param sendings how often it was sent
 * @param sentAtNanos when, last
 */
public record Flight(
    AttestedBatch batch,
    long gasLimit,
    long nonce,
    Fees fees,
    ChainAccount.Sent sent,
    int sendings,
    long sentAtNanos) {
  /** What it covers. */
  public OffsetRange range() {
    return batch.range();
  }
}
