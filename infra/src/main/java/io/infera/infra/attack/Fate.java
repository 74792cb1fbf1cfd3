package io.infera.infra.attack;

import io.infera.event.NodeState;

/** What a node has done, and what has become of it. */
final class Fate {
  static final long NEVER = -1;

  /** Jobs drawn so far. */
  long jobs;

  /** Which job was the first offence, and which the last before it was put out; from 1. */
  long firstOffence = NEVER;

  long putOutAfter = NEVER;

  /** Lies among the jobs from the first one on until it was put out, and jobs of these. */
  long lies;

  long firstLie = NEVER;
  long jobsOfLies;

  /** Jobs that it computed honestly: who lies or is silent saves the work. */
  long worked;

  /** Requests in which it was proven wrong. */
  long faults;

  /** Millionths of an INFER. */
  long earned;

  boolean suspended;
  boolean ejected;

  void draw() {
    jobs++;
  }

  /** It lied or withheld in the job drawn last. */
  void offend() {
    if (firstOffence == NEVER) {
      firstOffence = jobs;
    }
  }

  void lie() {
    if (firstLie == NEVER) {
      firstLie = jobs;
    }
    lies++;
  }

  boolean isSlashed() {
    return faults > 0;
  }

  boolean isOut() {
    return suspended || ejected;
  }

  /** True when at least a tenth of its jobs since its first lie were lies. */
  boolean liesOften() {
    long since = (jobsOfLies > 0 ? jobsOfLies : jobs - firstLie + 1);
    return firstLie != NEVER && lies * 10 >= since;
  }

  /** It came into this state. */
  void enter(NodeState state) {
    suspended |= state == NodeState.SUSPENDED;
    ejected |= state == NodeState.EJECTED;
    if (state == NodeState.SUSPENDED || state == NodeState.EJECTED) {
      putOut();
    }
  }

  private void putOut() {
    if (firstLie != NEVER && jobsOfLies == 0) {
      jobsOfLies = jobs - firstLie + 1;
    }
    if (firstOffence != NEVER && putOutAfter == NEVER) {
      putOutAfter = jobs;
    }
  }

  /** Jobs from the first offence to being put out, both counted. */
  long detectionJobs() {
    return putOutAfter == NEVER ? NEVER : putOutAfter - firstOffence + 1;
  }
}
