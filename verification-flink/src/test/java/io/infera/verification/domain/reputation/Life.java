package io.infera.verification.domain.reputation;

import io.infera.event.Digest;
import io.infera.event.Hardware;
import io.infera.event.NodeHeartbeat;
import io.infera.event.NodeRegistration;
import io.infera.event.NodeStake;
import io.infera.event.NodeStanding;
import io.infera.event.Outcome;
import io.infera.event.ReputationEpoch;
import io.infera.event.RosterChange;
import io.infera.event.ServedModel;
import io.infera.event.Signature;
import io.infera.schemas.canonical.Digests;
import io.infera.schemas.identity.Identity;
import io.infera.schemas.testing.Records;
import io.infera.verification.domain.judge.NodeOutcome;
import io.infera.verification.domain.judge.NodeOutcome.Light;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One node's life before a registrar, with epochs of 5 s and heartbeats of 1 s, and all that came
 * out of it.
 */
final class Life {
  static final String NETWORK = "test";
  static final long EPOCH = 5_000;
  static final Identity NODE = identity(1);
  static final String ID = NODE.address();

  final List<ReputationEffect> effects = new ArrayList<>();
  final Registrar registrar;
  NodeReputation node = NodeReputation.of(ID);
  private long sequence;
  private int requests;

  Life(String... backstops) {
    this(ReputationPolicy.withDefaults(NETWORK, Duration.ofMillis(EPOCH), Set.of(backstops)));
  }

  private Life(ReputationPolicy policy) {
    registrar = new Registrar(policy);
  }

  /** Where a node must stake to be drawn. */
  static Life withStakes() {
    ReputationPolicy policy =
        ReputationPolicy.withDefaults(NETWORK, Duration.ofMillis(EPOCH), Set.of());
    return new Life(
        new ReputationPolicy(
            NETWORK,
            policy.epoch(),
            policy.silence(),
            policy.heartbeat(),
            policy.backstopNodes(),
            policy.retainPpm(),
            policy.creditRetainPpm(),
            policy.weights(),
            policy.bounds(),
            policy.ejection(),
            policy.withholding(),
            true));
  }

  static Identity identity(int number) {
    var key = new byte[32];
    key[31] = (byte) number;
    return Identity.ofPrivateKey(key);
  }

  static NodeRegistration registration(Identity signer, long sequence, String operator) {
    var registration =
        NodeRegistration.newBuilder()
            .setNodeId(ID)
            .setSequence(sequence)
            .setOperator(operator)
            .setModels(
                List.of(new ServedModel("m", new Digest(new byte[32]), new Digest(new byte[32]))))
            .setHardware(new Hardware("cpu", "test", 1, 1L, "stub"))
            .setRegisteredAt(Instant.EPOCH)
            .setSignature(new Signature(new byte[65]));
    Digest digest = Digests.registration(NETWORK, registration.build());
    return registration.setSignature(signer.sign(digest)).build();
  }

  static NodeHeartbeat heartbeat(Identity signer, long sequence, boolean ready, boolean draining) {
    var heartbeat =
        NodeHeartbeat.newBuilder()
            .setNodeId(ID)
            .setSequence(sequence)
            .setSentAt(Instant.EPOCH)
            .setReady(ready)
            .setDraining(draining)
            .setInFlight(0)
            .setCompleted(0)
            .setSignature(new Signature(new byte[65]));
    Digest digest = Digests.heartbeat(NETWORK, heartbeat.build());
    return heartbeat.setSignature(signer.sign(digest)).build();
  }

  Life register(long time) {
    effects.addAll(
        registrar.on(node, registration(NODE, ++sequence, "0xop"), Instant.ofEpochMilli(time)));
    return this;
  }

  Life beat(long time) {
    return beat(time, true, false);
  }

  Life beat(long time, boolean ready, boolean draining) {
    until(time - 1);
    NodeHeartbeat heartbeat = heartbeat(NODE, ++sequence, ready, draining);
    effects.addAll(registrar.on(node, heartbeat, Instant.ofEpochMilli(time)));
    return this;
  }

  /** The chain says what the node has staked, of 1,000 that it needs. */
  Life stake(long time, long bonded, boolean ejected, String transaction) {
    until(time - 1);
    NodeStake stake =
        NodeStake.newBuilder(Records.stake(1))
            .setNodeId(ID)
            .setBondedMicroInfer(bonded)
            .setMinimumMicroInfer(1_000)
            .setEjected(ejected)
            .setTransactionHash(transaction)
            .build();
    effects.addAll(registrar.on(node, stake, Instant.ofEpochMilli(time)));
    return this;
  }

  NodeOutcome outcome(Outcome outcome, long time) {
    Light light =
        outcome == Outcome.FAULTY || outcome == Outcome.VINDICATED ? Light.AUDITED : Light.NONE;
    return outcome(outcome, light, time);
  }

  NodeOutcome outcome(Outcome outcome, Light light, long time) {
    int tokens = outcome == Outcome.AGREED ? 100 : 0;
    return new NodeOutcome(
        ID, "0xr/" + requests++, 1, outcome, light, tokens, Instant.ofEpochMilli(time));
  }

  Life judge(Outcome outcome, Light light, int jobs, long time) {
    for (int i = 0; i < jobs; i++) {
      effects.addAll(registrar.on(node, outcome(outcome, light, time)));
    }
    return this;
  }

  Life judge(Outcome outcome, int jobs, long time) {
    for (int i = 0; i < jobs; i++) {
      effects.addAll(registrar.on(node, outcome(outcome, time)));
    }
    return this;
  }

  /** Lives through one epoch: heard every second, some jobs judged. */
  Life epoch(long epoch, Outcome outcome, int jobs) {
    for (long time = epoch * EPOCH + 10; time < (epoch + 1) * EPOCH; time += 1_000) {
      beat(time);
    }
    return judge(outcome, jobs, epoch * EPOCH + 100).until((epoch + 1) * EPOCH);
  }

  Life until(long now) {
    for (var due = registrar.nextTimer(node);
        due.isPresent() && due.get().toEpochMilli() <= now;
        due = registrar.nextTimer(node)) {
      effects.addAll(registrar.onTime(node, due.get()));
    }
    return this;
  }

  List<RosterChange> roster() {
    return all(ReputationEffect.Roster.class).stream()
        .map(ReputationEffect.Roster::change)
        .toList();
  }

  List<String> reasons() {
    return roster().stream().map(RosterChange::getReason).toList();
  }

  /** The reasons without mere changes of weight. */
  List<String> comings() {
    return reasons().stream().filter(reason -> !reason.equals("STANDING")).toList();
  }

  RosterChange lastChange() {
    return roster().get(roster().size() - 1);
  }

  List<ReputationEpoch> epochs() {
    return all(ReputationEffect.Epoch.class).stream().map(ReputationEffect.Epoch::epoch).toList();
  }

  ReputationEpoch lastEpoch() {
    return epochs().get(epochs().size() - 1);
  }

  NodeStanding standing() {
    var standings = all(ReputationEffect.Standing.class);
    return standings.get(standings.size() - 1).standing();
  }

  List<ReputationEffect.Ignore.Reason> ignored() {
    return all(ReputationEffect.Ignore.class).stream()
        .map(ReputationEffect.Ignore::reason)
        .toList();
  }

  private <T extends ReputationEffect> List<T> all(Class<T> type) {
    return effects.stream().filter(type::isInstance).map(type::cast).toList();
  }
}
