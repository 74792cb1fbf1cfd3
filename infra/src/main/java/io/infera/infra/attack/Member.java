package io.infera.infra.attack;

import io.infera.schemas.canonical.CanonicalHash;
import io.infera.schemas.identity.Identity;
import io.infera.verification.domain.reputation.NodeReputation;

/** A node of the simulation: its key, its part in the play, its reputation and its fate. */
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

  final int number;
  final Role role;
  final Identity identity;
  final NodeReputation reputation;
  final Fate fate = new Fate();
  long heartbeats;
  long timer = Long.MAX_VALUE;

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
}
