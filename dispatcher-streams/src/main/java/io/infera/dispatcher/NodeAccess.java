package io.infera.dispatcher;

import io.infera.event.NodeRegistration;

/**
 * Gives an admitted node what it may do in Kafka: read its own job topic and write results,
 * registrations and heartbeats. A cluster without access control needs nothing of it.
 */
public interface NodeAccess {
  /** Whether there is anything to give. */
  enum Kind {
    /** The cluster lets everybody do everything, or somebody else gives access. */
    OPEN,
    /** By Kafka's access rules. */
    ACL
  }

  /** Nothing to give. */
  NodeAccess OPEN =
      new NodeAccess() {
        @Override
        public void grant(NodeRegistration registration) {}

        @Override
        public void revoke(String nodeId) {}
      };

  /**
   * The node's registration was accepted and its job topic exists.
   *
   * @throws RuntimeException when access cannot be given now; it is tried again
   */
  void grant(NodeRegistration registration);

  /**
   * The node was ejected: takes all that it may do, for good. Cheap when it was done before.
   *
   * @throws RuntimeException when access cannot be taken now; it is tried again
   */
  void revoke(String nodeId);
}
