package io.infera.dispatcher;

import io.infera.event.NodeRegistration;

/**
 * Gives an admitted node what it may do in Kafka: read its own job topic and write results,
 * registrations and heartbeats. A cluster without access control needs nothing of it.
 */
@FunctionalInterface
public interface NodeAccess {
  /** Nothing to give: the cluster lets everybody do everything. */
  NodeAccess OPEN = registration -> {};

  /**
   * The node's registration was accepted and its job topic exists.
   *
   * @throws RuntimeException when access cannot be given now; it is tried again
   */
  void grant(NodeRegistration registration);
}
