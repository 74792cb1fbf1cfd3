package io.infera.infra.attack;

import io.infera.event.Hardware;
import io.infera.event.ModelPolicy;
import io.infera.event.NodeHeartbeat;
import io.infera.event.NodeRegistration;
import io.infera.event.NodeState;
import io.infera.event.RosterChange;
import io.infera.event.ServedModel;
import io.infera.event.Signature;
import io.infera.schemas.canonical.Digests;
import io.infera.verification.domain.judge.NodeOutcome;
import io.infera.verification.domain.reputation.Registrar;
import io.infera.verification.domain.reputation.ReputationEffect;
import io.infera.verification.domain.reputation.ReputationPolicy;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * The production {@link Registrar} with its records and its timers in virtual time. Registrations
 * and heartbeats are signed and checked for real.
 */
final class Registry {
  private static final Signature UNSIGNED =
      new Signature(new byte[Signature.getClassSchema().getFixedSize()]);

  private final String networkId;
  private final Timeline timeline;
  private final Registrar registrar;
  private final long heartbeatMillis;
  private final ServedModel model;
  private final Predicate<Member> isUp;
  private final BiConsumer<Member, RosterChange> roster;

  /**
   * @param isUp whether a node lives now
   * @param roster takes the changes
   */
  Registry(
      String networkId,
      Timeline timeline,
      Set<String> backstops,
      Setting setting,
      Predicate<Member> isUp,
      BiConsumer<Member, RosterChange> roster) {
    this.networkId = networkId;
    this.timeline = timeline;
    this.registrar = new Registrar(policy(networkId, setting.pace(), backstops));
    this.heartbeatMillis = setting.pace().heartbeat().toMillis();
    ModelPolicy policy = setting.policy();
    this.model =
        new ServedModel(policy.getModelId(), policy.getModelDigest(), policy.getCodeDigest());
    this.isUp = isUp;
    this.roster = roster;
  }

  private static ReputationPolicy policy(String networkId, Pace pace, Set<String> backstops) {
    ReputationPolicy defaults = ReputationPolicy.withDefaults(networkId, pace.epoch(), backstops);
    return new ReputationPolicy(
        networkId,
        pace.epoch(),
        pace.silence(),
        pace.heartbeat(),
        backstops,
        defaults.retainPpm(),
        defaults.creditRetainPpm(),
        defaults.weights(),
        defaults.bounds(),
        defaults.ejection(),
        defaults.withholding());
  }

  /** Registers a node, an operator of its own, and lets its heart beat. */
  void join(Member member) {
    long phase = Math.floorMod(member.number * 7_919L, heartbeatMillis);
    finish(member, registrar.on(member.reputation, registration(member), now()));
    timeline.at(timeline.now() + phase, Timeline.Rank.RECORD, () -> beat(member));
  }

  void on(Member member, NodeOutcome outcome) {
    finish(member, registrar.on(member.reputation, outcome));
  }

  private void beat(Member member) {
    if (member.reputation.state() == NodeState.EJECTED) {
      return;
    }
    if (isUp.test(member)) {
      finish(member, registrar.on(member.reputation, heartbeat(member), now()));
    }
    timeline.at(timeline.now() + heartbeatMillis, Timeline.Rank.RECORD, () -> beat(member));
  }

  private void finish(Member member, List<ReputationEffect> effects) {
    for (ReputationEffect effect : effects) {
      if (effect instanceof ReputationEffect.Roster change) {
        roster.accept(member, change.change());
      } else if (effect instanceof ReputationEffect.Ignore ignored) {
        throw new IllegalStateException(
            "expected every record of %s to count, found %s"
                .formatted(member.address(), ignored.reason()));
      }
    }
    registrar.nextTimer(member.reputation).ifPresent(due -> plan(member, due.toEpochMilli()));
  }

  private void plan(Member member, long due) {
    if (due < member.timer) {
      member.timer = due;
      timeline.at(due, Timeline.Rank.NODE_TIMER, () -> fire(member, due));
    }
  }

  private void fire(Member member, long due) {
    if (member.timer == due) {
      member.timer = Long.MAX_VALUE;
      finish(member, registrar.onTime(member.reputation, now()));
    }
  }

  private NodeRegistration registration(Member member) {
    NodeRegistration unsigned = registration(member, UNSIGNED);
    return registration(member, member.identity.sign(Digests.registration(networkId, unsigned)));
  }

  private NodeRegistration registration(Member member, Signature signature) {
    return new NodeRegistration(
        member.address(),
        1L,
        member.address(),
        List.of(model),
        new Hardware("cpu", "simulated", 1, 1L, "simulated"),
        List.of(),
        "",
        now(),
        signature);
  }

  private NodeHeartbeat heartbeat(Member member) {
    member.heartbeats++;
    NodeHeartbeat unsigned = heartbeat(member, UNSIGNED);
    return heartbeat(member, member.identity.sign(Digests.heartbeat(networkId, unsigned)));
  }

  private NodeHeartbeat heartbeat(Member member, Signature signature) {
    return new NodeHeartbeat(
        member.address(), member.heartbeats, now(), true, false, 0, 0L, signature);
  }

  private Instant now() {
    return Instant.ofEpochMilli(timeline.now());
  }
}
