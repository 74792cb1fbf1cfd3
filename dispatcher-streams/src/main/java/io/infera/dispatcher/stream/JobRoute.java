package io.infera.dispatcher.stream;

import io.infera.schemas.catalog.Topics;

/**
 * How a node is reached. A topic for each node today; thousands of nodes may share topics behind
 * this.
 */
@FunctionalInterface
public interface JobRoute {
  /** The topic in which a node finds its jobs. */
  String topicOf(String nodeId);

  /** A topic for each node. */
  static JobRoute topicPerNode() {
    String any = Topics.jobs("").name();
    return any::concat;
  }
}
