package io.infera.infra.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.infra.bench.CpuUsage.Time;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CpuUsageTest {
  private static final Time BEFORE = new Time(2, 1, 0.5, 0.25);
  private static final Time AFTER = new Time(5, 1.5, 1, 0.5);

  @Test
  void shouldCountWhatWasUsedBetweenTwoMoments() {
    var used =
        new CpuUsage(Map.of("broker", AFTER, "node-1", BEFORE))
            .since(new CpuUsage(Map.of("broker", BEFORE)));

    assertThat(used.byProcess())
        .isEqualTo(Map.of("broker", new Time(3, 0.5, 0.5, 0.25), "node-1", BEFORE));
  }

  @Test
  void shouldAddRepetitionsAndShareThemAmongRequests() {
    var once = new CpuUsage(Map.of("broker", BEFORE));

    var micros = CpuUsage.none().plus(once).plus(once).microsPerRequest(1_000_000);

    assertThat(micros.byProcess()).isEqualTo(Map.of("broker", new Time(4, 2, 1, 0.5)));
    assertThat(micros.sum()).isEqualTo(new Time(4, 2, 1, 0.5));
  }

  @Test
  void shouldTellWhatThisProcessHasUsedAndCompiled() {
    Time time = CpuUsage.of(ProcessHandle.current().pid());

    assertThat(time.compiling()).as("a test compiles").isPositive();
    assertThat(time.all()).isGreaterThan(time.compiling() + time.collecting());
  }
}
