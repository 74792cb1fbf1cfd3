package io.infera.settlement.verify;

import io.infera.event.AnswerStatus;
import io.infera.schemas.catalog.RequestKey;
import io.infera.settlement.domain.Anchored;
import io.infera.settlement.domain.Block;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.OffsetRange;
import java.util.Optional;

/** What a check of a settlement came to. */
public sealed interface ReceiptCheck {
  /** Which request, as far as it is known. */
  String request();

  /**
   * It is on the chain, and the archive bears it out.
   *
   * @param key the request
   * @param status how it ended; empty when only a receipt was checked, which does not say
   * @param batch the batch that holds it
   * @param offset its offset in the batch's lane
   * @param leaf its leaf
   * @param root the batch's root, as the chain has it
   * @param transaction hash of the transaction that anchored it
   * @param block the block of that transaction
   */
  record Proven(
      RequestKey key,
      Optional<AnswerStatus> status,
      OffsetRange batch,
      long offset,
      Bytes32 leaf,
      Bytes32 root,
      Bytes32 transaction,
      Block block)
      implements ReceiptCheck {
    @Override
    public String request() {
      return key.toString();
    }
  }

  /**
   * A WITHDRAWN receipt tells the truth: its block is not part of the chain.
   *
   * @param key the request
   * @param blockHash the block that is gone
   * @param now where the chain has its batch now; empty while it has none that begins there
   */
  record Withdrawn(RequestKey key, String blockHash, Optional<Anchored> now)
      implements ReceiptCheck {
    @Override
    public String request() {
      return key.toString();
    }
  }

  /**
   * It is not, or not as the archive says.
   *
   * @param request the request, or the file that cannot be read
   * @param reason what was expected and what was found
   */
  record Refuted(String request, String reason) implements ReceiptCheck {}
}
