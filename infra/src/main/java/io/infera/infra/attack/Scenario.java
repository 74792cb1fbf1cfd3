package io.infera.infra.attack;

/** What a part of the nodes does that the others do not. */
interface Scenario {
  /** As the command line names it. */
  String name();

  /** In a line. */
  String story();

  /** What a node of the ring does about a job. */
  Answer answer(Job job);

  /** False when the nodes of the ring are honest, too, and must be treated so. */
  default boolean isAttack() {
    return true;
  }

  /** True when the nodes of the ring are honest and compute otherwise than most. */
  default boolean isOddHardware() {
    return false;
  }

  /**
   * Whether a node of the ring lives: it answers and sends heartbeats.
   *
   * @param node its number
   * @param millis since the beginning
   */
  default boolean isUp(int node, long millis) {
    return true;
  }

  /** True when a node that was put out comes back at once under a new name. */
  default boolean comesBackAnew() {
    return false;
  }

  /** True when the requester belongs to the ring and chooses ids that draw it. */
  default boolean grindsIds() {
    return false;
  }
}
