package io.infera.settlement.domain;

import java.util.OptionalLong;

/** The chain, as one of our accounts sends batches to it. */
public interface ChainAccount {
  /** How many of its transactions are in blocks: the least nonce that can still be used. */
  long used();

  /** What to offer for a unit of gas now. */
  Fees offer();

  /**
   * Gas that anchoring a batch may use.
   *
   * @return empty when its lane stands elsewhere by now, so that the contract would refuse it
   */
  OptionalLong gasFor(AttestedBatch batch);

  /** Signs and sends the anchoring of a batch. An error that is no {@link Answer} is thrown. */
  Sent send(AttestedBatch batch, long gasLimit, long nonce, Fees fees);

  /** Whether the node knows a transaction, in a block or waiting. */
  boolean knows(Bytes32 transaction);

  /**
   * What was sent.
   *
   * @param transaction its hash
   * @param answer what came back
   */
  record Sent(Bytes32 transaction, Answer answer) {}

  /** What a node says to a transaction. */
  enum Answer {
    /** It has it, now or since before. */
    TAKEN,
    /**
     * Another one waits under this nonce and offers nearly as much; or the offer is too low at all.
     */
    UNDERPRICED,
    /**
     * A transaction with this nonce is in a block. Whether it was this one, only the chain says.
     */
    NONCE_USED,
    /** Nothing: whether it has it is unknown. */
    NONE
  }
}
