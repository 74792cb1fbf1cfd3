package io.infera.settlement.domain;

/** What an operator may want to count. */
public interface SinkEvents {
  /** A batch was sent for the first time. */
  void sent();

  /** A batch was sent again. */
  void resent();

  /** A batch was given up, since its nonce was used or the chain had moved. */
  void givenUp();

  /** The chain was reorganised. */
  void reorganised();

  /** The receipts of a batch were written. */
  void told(Tracked tracked, int receipts);
}
