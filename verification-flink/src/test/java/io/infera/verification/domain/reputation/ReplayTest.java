package io.infera.verification.domain.reputation;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.Digest;
import io.infera.event.NodeHeartbeat;
import io.infera.event.NodeRegistration;
import io.infera.event.Outcome;
import io.infera.schemas.canonical.Digests;
import io.infera.verification.domain.judge.NodeOutcome;
import io.infera.verification.domain.judge.NodeOutcome.Light;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReplayTest {
  private static final long END = 120_000;

  private record Entry(long time, Object record) {}

  @Test
  void shouldCloseTheSameEpochsInEveryInterleaving() {
    for (int seed = 0; seed < 15; seed++) {
      List<List<Entry>> logs = logs(new Random(seed));
      List<Digest> expected = replay(logs, null);
      assertThat(expected).isNotEmpty();
      for (int i = 0; i < 8; i++) {
        assertThat(replay(logs, new Random(100L * seed + i))).isEqualTo(expected);
      }
    }
  }

  private static List<List<Entry>> logs(Random random) {
    var beats = new ArrayList<Entry>();
    long time = random.nextInt(9_000);
    for (int sequence = 1; time < END; sequence++) {
      boolean draining = random.nextInt(40) == 0;
      beats.add(new Entry(time, Life.heartbeat(Life.NODE, sequence, true, draining)));
      time += random.nextInt(20) == 0 ? 13_000 : 900 + random.nextInt(200);
    }
    var outcomes = new ArrayList<Entry>();
    for (time = random.nextInt(5_000); time < END; time += random.nextInt(600)) {
      Outcome outcome =
          random.nextInt(150) == 0
              ? Outcome.FAULTY
              : random.nextInt(5) == 0 ? Outcome.SILENT : Outcome.AGREED;
      Light light =
          outcome == Outcome.FAULTY
              ? Light.AUDITED
              : outcome == Outcome.SILENT
                  ? Light.WITHHELD
                  : random.nextInt(200) == 0
                      ? Light.DOUBTED
                      : random.nextInt(4) == 0 ? Light.AUDITED : Light.NONE;
      var record =
          new NodeOutcome(
              Life.ID,
              "0xr/" + outcomes.size(),
              1,
              outcome,
              light,
              outcome == Outcome.AGREED ? 64 : 0,
              Instant.ofEpochMilli(time));
      outcomes.add(new Entry(time, record));
    }
    long registered = random.nextInt(7_000);
    var registration = new Entry(registered, Life.registration(Life.NODE, 1, "0xop"));
    return List.of(List.of(registration), beats, outcomes);
  }

  /** Reads the logs in order of time, or in any interleaving; time passes as the slowest allows. */
  private static List<Digest> replay(List<List<Entry>> logs, Random random) {
    var life = new Life();
    var positions = new int[logs.size()];
    for (int log = next(logs, positions, random); log >= 0; log = next(logs, positions, random)) {
      Entry entry = logs.get(log).get(positions[log]++);
      Instant time = Instant.ofEpochMilli(entry.time());
      if (entry.record() instanceof NodeRegistration registration) {
        life.effects.addAll(life.registrar.on(life.node, registration, time));
      } else if (entry.record() instanceof NodeHeartbeat heartbeat) {
        life.effects.addAll(life.registrar.on(life.node, heartbeat, time));
      } else {
        life.effects.addAll(life.registrar.on(life.node, (NodeOutcome) entry.record()));
      }
      if (random != null) {
        life.node = life.node.copy();
      }
      long slowest = END * 2;
      for (int i = 0; i < positions.length; i++) {
        slowest = Math.min(slowest, time(logs, positions, i));
      }
      life.until(slowest - 1);
    }
    return life.until(END * 2).epochs().stream().map(Digests::epoch).toList();
  }

  private static int next(List<List<Entry>> logs, int[] positions, Random random) {
    List<Integer> open =
        Stream.of(0, 1, 2).filter(log -> positions[log] < logs.get(log).size()).toList();
    if (open.isEmpty()) {
      return -1;
    }
    if (random != null) {
      return open.get(random.nextInt(open.size()));
    }
    return open.stream()
        .min((a, b) -> Long.compare(time(logs, positions, a), time(logs, positions, b)))
        .orElseThrow();
  }

  private static long time(List<List<Entry>> logs, int[] positions, int log) {
    List<Entry> entries = logs.get(log);
    return positions[log] < entries.size() ? entries.get(positions[log]).time() : END * 2;
  }
}
