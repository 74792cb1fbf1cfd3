package io.infera.infra.attack;

import io.infera.schemas.canonical.CanonicalHash;
import io.infera.schemas.identity.Identity;
import io.infera.verification.domain.reputation.NodeReputation;

/** A node: its key, its part in the play, its reputation, and what has become of it. */
final class Member {
  /** What a node is there for. */
  enum Role {
    /** Does its work. */
    HONEST,
    /** Does what the scenario says. */
    RING,
    /** The network's own, honest. */
    BACKSTOP
  }

  static final long NEVER = -1;

  final int number;
  final Role role;
  final Identity identity;
  final NodeReputation reputation;
  long heartbeats;
  long timer = Long.MAX_VALUE;

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

  boolean slashed;
  boolean suspended;
  boolean ejected;

  Member(int number, Role role, long seed) {
    this.number = number;
    this.role = role;
    this.identity =
        Identity.ofPrivateKey(
            CanonicalHash.of("infera/attack/key/v1").int64(seed).int32(number).finish().bytes());
    this.reputation = NodeReputation.of(identity.address());
  }

  String address() {
    return identity.address();
  }

  void draw() {
    jobs++;
  }

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

  /** True when at least a tenth of its jobs since its first lie were lies. */
  boolean liesOften() {
    long since = (jobsOfLies > 0 ? jobsOfLies : jobs - firstLie + 1);
    return firstLie != NEVER && lies * 10 >= since;
  }

  void putOut() {
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
