package io.infera.settlement.domain;

/** The steps of the sink between which it can die. In the order in which a batch passes them. */
public enum Step {
  /** A lane is read from where the chain stands. */
  SOUGHT,
  /** A batch is made, and its dead letters are written. */
  MADE,
  /** It is in the archive. */
  ARCHIVED,
  /** Its transaction was sent, the first time or again. */
  SENT,
  /** The chain's position says that it has arrived. */
  ARRIVED,
  /** The chain's events are read. */
  READ,
  /** What is new is noted down. */
  NOTED,
  /** Its receipts are handed to the broker. */
  HANDED,
  /** The broker has them. */
  TOLD,
  /** That they were told is noted down. */
  KEPT;

  /** Is told of every step. A test dies at one; in production nothing happens. */
  @FunctionalInterface
  public interface Listener {
    /** Listens to nothing. */
    Listener NONE = step -> {};

    void at(Step step);
  }
}
