package io.infera.settlement.keeper;

import java.util.Optional;

/**
 * Something that has to be carried out on the chain and that anyone may: the keeper looks at each
 * of its tasks turn by turn. What one fails at it is asked again; no other waits for it.
 */
public interface KeeperTask extends AutoCloseable {
  /** A word for metrics and logs. */
  String name();

  /**
   * Does what there is to do now, without waiting for more.
   *
   * @return how many things were carried out
   */
  int turn();

  /** What it is at, for people. */
  String state();

  /** What people must look at; empty when nothing. */
  default Optional<String> trouble() {
    return Optional.empty();
  }

  @Override
  void close();
}
