package io.infera.settlement.domain;

/**
 * An anchored batch on its way to being final.
 *
 * @param anchored the batch
 * @param stage how far it has come
 * @param told whether the receipts of this stage have been written
 */
public record Tracked(Anchored anchored, Stage stage, boolean told) {
  /** How far a batch has come. */
  public enum Stage {
    /** In a block that may still be reorganised away. */
    PENDING,
    /** In a block deep enough. */
    FINAL,
    /** Its block is no longer part of the chain. */
    WITHDRAWN
  }

  Tracked at(Stage next) {
    return new Tracked(anchored, next, false);
  }

  Tracked afterTelling() {
    return new Tracked(anchored, stage, true);
  }
}
