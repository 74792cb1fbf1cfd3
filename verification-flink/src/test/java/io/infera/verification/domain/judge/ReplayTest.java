package io.infera.verification.domain.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.AnswerStatus;
import io.infera.event.AuditFinding;
import io.infera.event.Digest;
import io.infera.event.Disposition;
import io.infera.event.FaultEvidence;
import io.infera.event.NodePayment;
import io.infera.event.Outcome;
import io.infera.event.ReplicaResult;
import io.infera.schemas.canonical.Digests;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReplayTest {
  private static final int WORLDS = 1_500;
  private static final int INTERLEAVINGS = 6;

  @Test
  void shouldDecideTheSameInEveryInterleavingAndFromEverySnapshot() {
    for (int seed = 0; seed < WORLDS; seed++) {
      var world = new World(seed);
      List<Object> expected = decisions(world.live);
      for (int i = 0; i < INTERLEAVINGS; i++) {
        assertThat(decisions(replay(world, new Random(31L * seed + i), i % 2 == 0)))
            .as("world %d, interleaving %d", seed, i)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void shouldKeepItsPromisesInEveryWorld() {
    var statuses = EnumSet.noneOf(AnswerStatus.class);
    var findings = EnumSet.noneOf(AuditFinding.class);
    var outcomes = EnumSet.noneOf(Outcome.class);
    for (int seed = 0; seed < WORLDS; seed++) {
      Court court = new World(seed).live;
      assertThat(court.answers()).as("answers of world %d", seed).hasSize(1);
      assertThat(court.closes()).as("ends of world %d", seed).hasSize(1);
      assertThat(court.state.forgettable()).isTrue();
      var verdict = court.verdict();
      assertThat(verdict.getClosedAt()).isAfterOrEqualTo(verdict.getDecidedAt());
      assertThat(verdict.getStatus()).isEqualTo(court.answers().get(0).getStatus());
      var settlement = court.settlement();
      long sum = settlement.getPayments().stream().mapToLong(NodePayment::getMicroInfer).sum();
      assertThat(settlement.getPriceMicroInfer()).isEqualTo(sum);
      if (verdict.getStatus() != AnswerStatus.VERIFIED
          || verdict.getAudit() == AuditFinding.CONTRADICTED) {
        assertThat(settlement.getPayments()).isEmpty();
      } else {
        assertThat(verdict.getClique()).contains(verdict.getAnsweredBy());
      }
      assertThat(settlement.getFaults())
          .extracting(FaultEvidence::getAuditor)
          .allMatch(auditor -> auditor.equals(verdict.getAuditor()));
      statuses.add(verdict.getStatus());
      findings.add(verdict.getAudit());
      outcomes.addAll(court.outcomes().values());
    }
    assertThat(statuses)
        .containsExactlyInAnyOrder(
            AnswerStatus.VERIFIED, AnswerStatus.UNVERIFIED, AnswerStatus.EXPIRED);
    assertThat(findings).containsExactlyInAnyOrder(AuditFinding.values());
    assertThat(outcomes).containsExactlyInAnyOrder(Outcome.values());
  }

  @Test
  void shouldDecideOtherwiseWhenASingleResultIsAltered() {
    var world = new World(0);
    List<Object> expected = decisions(world.live);
    int altered = 0;
    for (int i = 0; i < world.results.size(); i++) {
      var entry = world.results.get(i);
      ReplicaResult before = entry.record();
      if (before.getOutput() == null || before.getNodeId().equals("stranger")) {
        continue;
      }
      var other = Cases.result(before.getNodeId(), before.getAttempt(), Cases.turned(0.3, 5));
      world.results.set(i, new World.Entry<>(entry.time(), other));
      altered += decisions(replay(world, new Random(i), false)).equals(expected) ? 0 : 1;
      world.results.set(i, entry);
    }
    assertThat(altered).isGreaterThan(1);
  }

  /** Reads both logs in any interleaving; time passes as the slower of the two allows. */
  private static Court replay(World world, Random random, boolean snapshots) {
    var court = new Court();
    int d = 0;
    int r = 0;
    double bias = random.nextDouble();
    while (d < world.dispositions.size() || r < world.results.size()) {
      boolean fromDispositions =
          r == world.results.size() || d < world.dispositions.size() && random.nextDouble() < bias;
      if (fromDispositions) {
        World.Entry<Disposition> entry = world.dispositions.get(d++);
        court.take(entry.record(), entry.time());
      } else {
        World.Entry<ReplicaResult> entry = world.results.get(r++);
        court.take(entry.record(), entry.time());
      }
      if (snapshots) {
        court.state = RequestCase.fromBytes(court.state.toBytes());
      } else {
        court.state = court.state.copy();
      }
      court.until(Math.min(next(world.dispositions, d), next(world.results, r)) - 1);
    }
    return court.until(200_000);
  }

  private static <T> long next(List<World.Entry<T>> log, int position) {
    return position < log.size() ? log.get(position).time() : 200_000;
  }

  /** Everything that is published, by digest. */
  private static List<Object> decisions(Court court) {
    var decisions = new ArrayList<Object>();
    court.answers().forEach(answer -> decisions.add(Digests.response(answer)));
    decisions.addAll(court.escalations());
    for (Effect.Close close : court.closes()) {
      Digest verdict = Digests.verdict(close.verdict());
      decisions.add(verdict);
      decisions.add(Digests.settlement(close.settlement()));
      decisions.add(close.outcomes());
    }
    return decisions;
  }
}
