package io.infera.verification.domain.reputation;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.NodeState;
import io.infera.event.Outcome;
import io.infera.verification.domain.reputation.ReputationEffect.Ignore.Reason;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RegistrarTest {
  private final Life life = new Life();

  @Test
  void shouldJoinWhenRegisteredAndReady() {
    life.register(100);
    assertThat(life.effects).isEmpty();
    life.beat(200, false, false);
    assertThat(life.roster()).isEmpty();
    life.beat(300);
    var change = life.lastChange();
    assertThat(change.getMember()).isTrue();
    assertThat(change.getState()).isEqualTo(NodeState.PROBATION);
    assertThat(change.getReason()).isEqualTo("JOINED");
    assertThat(change.getOperator()).isEqualTo("0xop");
    assertThat(change.getModels()).hasSize(1);
    assertThat(change.getBackstop()).isFalse();
    assertThat(change.getWeight()).isPositive();
    assertThat(change.getMaxInFlight()).isEqualTo(16);
    assertThat(change.getStandingPpm()).isBetween(49_000, 50_000);
    assertThat(life.standing().getState()).isEqualTo(NodeState.PROBATION);
    life.beat(400);
    assertThat(life.roster()).hasSize(1);
  }

  @Test
  void shouldJoinWhenTheRegistrationIsReadAfterTheHeartbeat() {
    life.beat(300).register(100);
    assertThat(life.reasons()).containsExactly("JOINED");
  }

  @Test
  void shouldLeaveInSilenceAndReturn() {
    life.register(100).beat(300).until(10_299);
    assertThat(life.node.member()).isTrue();
    life.until(10_300);
    assertThat(life.comings()).containsExactly("JOINED", "SILENT");
    assertThat(life.lastChange().getMember()).isFalse();
    assertThat(life.lastChange().getAt()).isEqualTo(Instant.ofEpochMilli(10_300));
    life.beat(12_000);
    assertThat(life.comings()).containsExactly("JOINED", "SILENT", "RETURNED");
    assertThat(life.lastChange().getMember()).isTrue();
  }

  @Test
  void shouldNoticeASilenceThatALaterHeartbeatEnds() {
    life.register(100).beat(300);
    var beat = Life.heartbeat(Life.NODE, 99, true, false);
    life.effects.addAll(life.registrar.on(life.node, beat, Instant.ofEpochMilli(10_301)));
    assertThat(life.reasons()).containsExactly("JOINED", "SILENT", "RETURNED");
  }

  @Test
  void shouldLeaveWhenDraining() {
    life.register(100).beat(300).beat(400, true, true).until(60_000);
    assertThat(life.reasons()).containsExactly("JOINED", "LEFT");
    assertThat(life.registrar.nextTimer(life.node)).isEmpty();
    assertThat(life.node.availabilityPpm).isEqualTo(1_000_000);
  }

  @Test
  void shouldAnnounceAChangedOffer() {
    life.register(100).beat(300);
    var changed = Life.registration(Life.NODE, 99, "0xother");
    life.effects.addAll(life.registrar.on(life.node, changed, Instant.ofEpochMilli(400)));
    assertThat(life.reasons()).containsExactly("JOINED", "JOINED");
    assertThat(life.lastChange().getOperator()).isEqualTo("0xother");
    life.effects.addAll(
        life.registrar.on(
            life.node, Life.registration(Life.NODE, 100, "0xother"), Instant.ofEpochMilli(500)));
    assertThat(life.roster()).hasSize(2);
  }

  @Test
  void shouldIgnoreForgeriesAndReplays() {
    life.register(100).beat(300);
    var forged = Life.registration(Life.identity(2), 99, "0xthief");
    life.effects.addAll(life.registrar.on(life.node, forged, Instant.ofEpochMilli(400)));
    var old = Life.registration(Life.NODE, 1, "0xold");
    life.effects.addAll(life.registrar.on(life.node, old, Instant.ofEpochMilli(401)));
    var strange = Life.heartbeat(Life.identity(2), 99, true, true);
    life.effects.addAll(life.registrar.on(life.node, strange, Instant.ofEpochMilli(402)));
    var replayed = Life.heartbeat(Life.NODE, 2, true, false);
    life.effects.addAll(life.registrar.on(life.node, replayed, Instant.ofEpochMilli(9_000)));
    assertThat(life.ignored())
        .containsExactly(
            Reason.BAD_SIGNATURE, Reason.OLD_SEQUENCE, Reason.BAD_SIGNATURE, Reason.OLD_SEQUENCE);
    assertThat(life.reasons()).containsExactly("JOINED");
    assertThat(life.until(10_300).comings()).containsExactly("JOINED", "SILENT");
  }

  @Test
  void shouldKeepBackstopNodesActiveWhateverIsSaidOfThem() {
    var backstop = new Life(Life.ID);
    backstop.register(100);
    for (int epoch = 0; epoch < 5; epoch++) {
      backstop.epoch(epoch, Outcome.FAULTY, 10);
    }
    assertThat(backstop.lastChange().getBackstop()).isTrue();
    assertThat(backstop.lastChange().getMember()).isTrue();
    assertThat(backstop.roster()).allMatch(change -> change.getState() == NodeState.ACTIVE);
  }

  @Test
  void shouldForgetAStrangersHeartbeats() {
    life.beat(300).beat(1_300);
    assertThat(life.node.forgettable()).isFalse();
    life.until(20_000);
    assertThat(life.effects).isEmpty();
    assertThat(life.node.forgettable()).isTrue();
    assertThat(life.registrar.nextTimer(life.node)).isEmpty();
  }
}
