package io.infera.verification.domain.judge;

import static io.infera.event.AttemptPurpose.FIRST;

import io.infera.event.AttemptPurpose;
import io.infera.event.Disposition;
import io.infera.event.DispositionKind;
import io.infera.event.Escalation;
import io.infera.event.ReplicaResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Consumer;

/**
 * One request's life with nodes of every kind, by a seed: what then stands in the two logs, and
 * what a judge that reads them in order of time makes of it.
 */
final class World {
  /** A record and its time. */
  record Entry<T>(long time, T record) {}

  final List<Entry<Disposition>> dispositions = new ArrayList<>();
  final List<Entry<ReplicaResult>> results = new ArrayList<>();
  final Court live = new Court();
  private final Random random;
  private final PriorityQueue<Entry<Runnable>> agenda =
      new PriorityQueue<>(Comparator.comparingLong(Entry::time));
  private final boolean credible;
  private int nodes;
  private int seen;

  World(long seed) {
    random = new Random(seed);
    credible = seed % 2 == 0;
    int replicas = 3 + random.nextInt(3);
    long start = random.nextInt(4) == 0 ? 7_000 : 100;
    plan(start, time -> assign(1, FIRST, replicas, time));
    while (!agenda.isEmpty()) {
      Entry<Runnable> next = agenda.poll();
      pass(next.time() - 1);
      next.record().run();
      follow();
    }
    pass(200_000);
  }

  private void pass(long until) {
    for (var due = live.judge.nextTimer(live.state);
        due.isPresent() && due.get().toEpochMilli() <= until;
        due = live.judge.nextTimer(live.state)) {
      live.effects.addAll(live.judge.onTime(live.state, due.get()));
      follow();
    }
  }

  /**
   * The dispatcher answers new wishes: mostly fills them, sometimes cannot, sometimes is silent.
   */
  private void follow() {
    List<Escalation> wishes = live.escalations();
    for (; seen < wishes.size(); seen++) {
      Escalation wish = wishes.get(seen);
      long time = wish.getAt().toEpochMilli() + 1 + random.nextInt(80);
      // A timer that fired late cannot write into the past.
      long now = Math.max(time, dispositions.get(dispositions.size() - 1).time());
      if (random.nextInt(8) == 0) {
        plan(now, at -> refuse(wish, at));
      } else if (random.nextInt(10) > 0) {
        plan(now, at -> assign(wish.getAttempt(), wish.getPurpose(), wish.getReplicas(), at));
      }
    }
  }

  private void plan(long time, Consumer<Long> action) {
    agenda.add(new Entry<>(time, () -> action.accept(time)));
  }

  private void refuse(Escalation wish, long time) {
    write(
        Cases.disposition(wish.getAttempt(), wish.getPurpose(), DispositionKind.EXPIRED, time)
            .build(),
        time);
  }

  private void assign(int attempt, AttemptPurpose purpose, int replicas, long time) {
    var drawn = new String[replicas];
    for (int i = 0; i < replicas; i++) {
      drawn[i] = String.format("n%02d", nodes++ * 7 % 50);
    }
    write(Cases.drawn(attempt, purpose, time, drawn), time);
    if (random.nextInt(5) == 0) {
      write(Cases.drawn(attempt, purpose, time, "twin"), time);
    }
    for (String node : drawn) {
      answer(node, attempt, time);
    }
    if (random.nextInt(3) == 0) {
      plan(time + 1, at -> write(Cases.result("stranger", attempt, Cases.right()), at));
    }
  }

  private void answer(String node, int attempt, long start) {
    long time = start + 1 + random.nextInt(random.nextInt(6) == 0 ? 3_000 : 200);
    ReplicaResult result =
        switch (random.nextInt(12)) {
          case 0, 1 -> Cases.result(node, attempt, Cases.wrong());
          case 2 -> Cases.result(node, attempt, Cases.turned(0.9, 2 + random.nextInt(6)));
          case 3 -> Cases.result(node, attempt, Cases.turned(Cases.BETWEEN, 2));
          case 4 -> Cases.failed(node, attempt);
          case 5 -> Cases.result(node, attempt, new float[3]);
          case 6 -> Cases.signed("forger", Cases.unsigned(node, attempt, Cases.wrong()));
          case 7 -> null;
          case 8 -> Cases.result(node, attempt, Cases.turned(Cases.NEAR, 3));
          default -> Cases.result(node, attempt, Cases.right());
        };
    if (result != null) {
      plan(time, at -> write(result, at));
      if (random.nextInt(4) == 0) {
        plan(
            time + random.nextInt(50), at -> write(Cases.result(node, attempt, Cases.right()), at));
      }
    }
  }

  /** With a target, nodes of all kinds of credibility, and backstop nodes for audits. */
  private Disposition standing(Disposition disposition) {
    if (!credible || disposition.getKind() != DispositionKind.ASSIGNED) {
      return disposition;
    }
    return Cases.credible(
        disposition,
        Cases.policy().setAuditPpm(100_000).setAuditNewcomerPpm(300_000),
        () -> random.nextInt(3) == 0 ? 0 : random.nextInt(200_000));
  }

  private void write(Disposition drawn, long time) {
    Disposition disposition = standing(drawn);
    dispositions.add(new Entry<>(time, disposition));
    live.take(disposition, time);
  }

  private void write(ReplicaResult result, long time) {
    results.add(new Entry<>(time, result));
    live.take(result, time);
  }
}
