package io.infera.dispatcher.domain;

import io.infera.event.RosterChange;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * How many jobs the bounded nodes (those in PROBATION) have in flight, as far as this process
 * knows.
 *
 * <p>An approximation, accepted because the dispatcher does not read results: a job counts from its
 * draw for a fixed time, or to its attempt's deadline where that is sooner. It is lost at a restart
 * and each process counts for itself, so a node's bound holds per process. Draws stay repeatable,
 * because a disposition names the nodes passed over. For several threads at once.
 */
public final class InFlight {
  private final long holdMillis;
  private final Map<String, Integer> counts = new HashMap<>();
  private final PriorityQueue<Job> jobs = new PriorityQueue<>();
  private long releases;

  private record Job(long until, String nodeId) implements Comparable<Job> {
    @Override
    public int compareTo(Job other) {
      return Long.compare(until, other.until);
    }
  }

  /**
   * @param holdMillis how long a job counts at most, in milliseconds
   */
  public InFlight(long holdMillis) {
    if (holdMillis < 1) {
      throw new IllegalArgumentException("expected a hold of at least 1 ms, found " + holdMillis);
    }
    this.holdMillis = holdMillis;
  }

  /** Whether a node has as many jobs as it may. */
  public boolean isSaturated(RosterChange node) {
    int bound = node.getMaxInFlight();
    return bound > 0 && count(node.getNodeId()) >= bound;
  }

  public synchronized int count(String nodeId) {
    return counts.getOrDefault(nodeId, 0);
  }

  /** A job for a node was drawn at {@code now} and is due at {@code deadline}, in milliseconds. */
  public void take(RosterChange node, long now, long deadline) {
    if (node.getMaxInFlight() > 0) {
      take(node.getNodeId(), Math.min(deadline, now + holdMillis));
    }
  }

  private synchronized void take(String nodeId, long until) {
    counts.merge(nodeId, 1, Integer::sum);
    jobs.add(new Job(until, nodeId));
  }

  /**
   * Lets go of the jobs whose time is over, and says how often that has happened since the
   * beginning.
   */
  public synchronized long release(long now) {
    while (!jobs.isEmpty() && jobs.peek().until() <= now) {
      counts.computeIfPresent(jobs.poll().nodeId(), (node, count) -> count == 1 ? null : count - 1);
      releases++;
    }
    return releases;
  }
}
