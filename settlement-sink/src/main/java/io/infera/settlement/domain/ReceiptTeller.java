package io.infera.settlement.domain;

/** Tells requesters how far their settlements have come. */
public interface ReceiptTeller {
  /** A receipt for each settlement of a batch. */
  void tell(Tracked tracked, Batch batch);

  /** Returns when all that was told will be read, or throws. */
  void flush();
}
