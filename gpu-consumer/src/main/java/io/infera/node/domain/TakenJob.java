package io.infera.node.domain;

import io.infera.event.ReplicaJob;
import java.util.Objects;

/**
 * A job that the node has taken from its topic and not yet answered.
 *
 * @param offset where it stands in the topic
 * @param job what to do
 * @param takenNanos when it was taken, by a monotonic clock
 */
public record TakenJob(long offset, ReplicaJob job, long takenNanos) {
  public TakenJob {
    Objects.requireNonNull(job, "job");
  }
}
