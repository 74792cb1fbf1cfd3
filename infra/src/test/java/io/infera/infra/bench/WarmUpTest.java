package io.infera.infra.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.infra.bench.CpuUsage.Time;
import org.junit.jupiter.api.Test;

class WarmUpTest {
  private static final Time COMPILING = new Time(10, 0, 1, 0);
  private static final Time COMPILED = new Time(10, 0, 0.4, 0);

  @Test
  void shouldGoOnUntilLittleIsCompiled() {
    WarmUp warmUp = WarmUp.untilCompiled();

    assertThat(warmUp.goesOn(0, Time.NONE)).isTrue();
    assertThat(warmUp.goesOn(warmUp.round(), COMPILING)).isTrue();
    assertThat(warmUp.goesOn(warmUp.round(), COMPILED)).isFalse();
    assertThat(warmUp.goesOn(warmUp.atMost(), COMPILING)).isFalse();
  }

  @Test
  void shouldTakeANumberAtItsWord() {
    assertThat(WarmUp.of(100).goesOn(0, Time.NONE)).isTrue();
    assertThat(WarmUp.of(100).goesOn(100, COMPILING)).isFalse();
    assertThat(WarmUp.of(0).goesOn(0, Time.NONE)).isFalse();
    assertThatThrownBy(() -> WarmUp.of(-1)).hasMessage("--warm-up should be at least 0, found -1");
  }

  @Test
  void shouldAskForMoreWhereMoreIsNeeded() {
    WarmUp warmUp = WarmUp.of(0).atLeast(120_000);

    assertThat(warmUp.goesOn(100_000, COMPILED)).isTrue();
    assertThat(warmUp.goesOn(150_000, COMPILING)).isFalse();
    assertThat(WarmUp.of(100).atLeast(40)).isEqualTo(WarmUp.of(100));
  }
}
