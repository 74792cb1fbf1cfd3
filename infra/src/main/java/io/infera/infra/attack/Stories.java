package io.infera.infra.attack;

import io.infera.event.Digest;
import io.infera.event.Hardware;
import io.infera.event.NodeHeartbeat;
import io.infera.event.NodeRegistration;
import io.infera.event.NodeState;
import io.infera.event.Outcome;
import io.infera.event.ReputationEpoch;
import io.infera.event.ServedModel;
import io.infera.event.Signature;
import io.infera.infra.report.Chart;
import io.infera.infra.report.Chart.Point;
import io.infera.infra.report.Chart.Series;
import io.infera.schemas.canonical.Digests;
import io.infera.schemas.identity.Identity;
import io.infera.verification.domain.judge.NodeOutcome;
import io.infera.verification.domain.judge.NodeOutcome.Light;
import io.infera.verification.domain.reputation.EjectionTest;
import io.infera.verification.domain.reputation.EvidenceWeights;
import io.infera.verification.domain.reputation.NodeReputation;
import io.infera.verification.domain.reputation.Registrar;
import io.infera.verification.domain.reputation.ReputationEffect;
import io.infera.verification.domain.reputation.ReputationPolicy;
import io.infera.verification.domain.reputation.StandingBounds;
import io.infera.verification.domain.reputation.WithholdingTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Six lives of a node before the production registrar: its standing, epoch by epoch, while it may
 * be drawn, and nothing while it may not. {@value #JOBS} jobs an epoch of a minute; all are audited
 * until it is trusted, then one in thirty.
 */
final class Stories {
  private static final int EPOCHS = 120;
  private static final int JOBS = 18;
  private static final int TRUSTED_MILLI = 55_000;
  private static final double AUDITED = 1.0 / 30;
  private static final long EPOCH = 60_000;
  private static final long HEARTBEAT = 5_000;
  private static final int TOKENS = 20;
  private static final double PERCENT_OF_PPM = 1e-4;
  private static final Signature UNSIGNED =
      new Signature(new byte[Signature.getClassSchema().getFixedSize()]);

  private final Registrar registrar =
      new Registrar(
          new ReputationPolicy(
              Simulation.NETWORK,
              Duration.ofMillis(EPOCH),
              Duration.ofMillis(2 * HEARTBEAT),
              Duration.ofMillis(HEARTBEAT),
              Set.of(),
              980_000,
              998_000,
              EvidenceWeights.DEFAULTS,
              StandingBounds.DEFAULTS,
              EjectionTest.DEFAULTS,
              WithholdingTest.DEFAULTS));
  private final Identity identity;
  private final NodeReputation node;
  private final SplittableRandom random;
  private final List<Point> standing = new ArrayList<>();
  private long sequence;
  private int jobs;
  private int auditsMilli;

  private Stories(int number) {
    var key = new byte[Digest.getClassSchema().getFixedSize()];
    key[key.length - 1] = (byte) (number + 1);
    identity = Identity.ofPrivateKey(key);
    node = NodeReputation.of(identity.address());
    random = new SplittableRandom(number);
  }

  /** What a node does about a job. */
  private interface Conduct {
    Outcome of(int epoch, SplittableRandom random);
  }

  /** The six lives as a plot. */
  static Chart plot() {
    var series =
        List.of(
            life(0, "honest", (epoch, random) -> Outcome.AGREED),
            life(
                1,
                "flaky: each third job lost, one hour in four",
                (epoch, random) ->
                    epoch % 40 >= 30 && random.nextInt(3) == 0 ? Outcome.SILENT : Outcome.AGREED),
            life(
                2,
                "slow: two in three too late",
                (epoch, random) -> random.nextInt(3) > 0 ? Outcome.SILENT : Outcome.AGREED),
            life(3, "cheat from the start", (epoch, random) -> Outcome.FAULTY),
            life(
                4,
                "sleeper: cheats from epoch 60",
                (epoch, random) -> epoch < EPOCHS / 2 ? Outcome.AGREED : Outcome.FAULTY),
            life(
                5,
                "honest on odd hardware",
                (epoch, random) ->
                    random.nextInt(20) == 0 ? Outcome.INCONCLUSIVE : Outcome.AGREED));
    return new Chart("Standing of a node in percent, 0 while out of the draw", "epochs", series);
  }

  private static Series life(int number, String name, Conduct conduct) {
    var life = new Stories(number);
    life.live(conduct);
    return new Series(name, life.standing);
  }

  private void live(Conduct conduct) {
    take(registrar.on(node, registration(), Instant.ofEpochMilli(0)));
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      for (long at = epoch * EPOCH; at < (epoch + 1) * EPOCH; at += HEARTBEAT) {
        until(at - 1);
        if (node.state() != NodeState.EJECTED) {
          take(registrar.on(node, heartbeat(), Instant.ofEpochMilli(at)));
        }
        work(conduct, epoch, at);
      }
      until((epoch + 1) * EPOCH);
      if (standing.size() <= epoch) {
        standing.add(new Point(epoch, 0));
      }
    }
  }

  /** Some of the epoch's jobs, if it is drawn. */
  private void work(Conduct conduct, int epoch, long at) {
    long slots = EPOCH / HEARTBEAT;
    for (long job = 0; job < JOBS && node.member(); job++) {
      if (job % slots != at / HEARTBEAT % slots) {
        continue;
      }
      Outcome outcome = conduct.of(epoch, random);
      boolean audited = auditsMilli < TRUSTED_MILLI || random.nextDouble() < AUDITED;
      Light light =
          outcome == Outcome.SILENT ? Light.WITHHELD : audited ? Light.AUDITED : Light.NONE;
      take(
          registrar.on(
              node,
              new NodeOutcome(
                  identity.address(),
                  "story/" + jobs++,
                  1,
                  outcome,
                  light,
                  outcome == Outcome.AGREED ? TOKENS : 0,
                  Instant.ofEpochMilli(at + 1))));
    }
  }

  private void until(long now) {
    for (var due = registrar.nextTimer(node);
        due.isPresent() && due.get().toEpochMilli() <= now;
        due = registrar.nextTimer(node)) {
      take(registrar.onTime(node, due.get()));
    }
  }

  private void take(List<ReputationEffect> effects) {
    for (ReputationEffect effect : effects) {
      if (effect instanceof ReputationEffect.Epoch closed) {
        ReputationEpoch epoch = closed.epoch();
        auditsMilli = epoch.getPassedAuditsMilli();
        boolean out =
            epoch.getState() == NodeState.SUSPENDED || epoch.getState() == NodeState.EJECTED;
        standing.add(
            new Point(epoch.getEpoch(), out ? 0 : epoch.getStandingPpm() * PERCENT_OF_PPM));
      }
    }
  }

  private NodeRegistration registration() {
    NodeRegistration.Builder registration =
        NodeRegistration.newBuilder()
            .setNodeId(identity.address())
            .setSequence(1)
            .setOperator(identity.address())
            .setModels(List.of(new ServedModel("story", digest(), digest())))
            .setHardware(new Hardware("cpu", "story", 1, 1L, "story"))
            .setRegisteredAt(Instant.EPOCH)
            .setSignature(UNSIGNED);
    Digest digest = Digests.registration(Simulation.NETWORK, registration.build());
    return registration.setSignature(identity.sign(digest)).build();
  }

  private NodeHeartbeat heartbeat() {
    NodeHeartbeat.Builder heartbeat =
        NodeHeartbeat.newBuilder()
            .setNodeId(identity.address())
            .setSequence(++sequence)
            .setSentAt(Instant.EPOCH)
            .setReady(true)
            .setInFlight(0)
            .setCompleted(0)
            .setSignature(UNSIGNED);
    Digest digest = Digests.heartbeat(Simulation.NETWORK, heartbeat.build());
    return heartbeat.setSignature(identity.sign(digest)).build();
  }

  private static Digest digest() {
    return new Digest(new byte[Digest.getClassSchema().getFixedSize()]);
  }
}
