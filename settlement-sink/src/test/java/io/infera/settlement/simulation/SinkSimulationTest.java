package io.infera.settlement.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.settlement.simulation.SinkSimulation.Outcome;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The sink's rules under trouble of every kind, thousands of times. */
class SinkSimulationTest {
  private static final int RUNS = Integer.getInteger("simulation.runs", 400);
  private static final int SETTLEMENTS = 150;

  private static List<Outcome> run(int runs, boolean contiguous) {
    return LongStream.range(0, runs)
        .mapToObj(seed -> SinkSimulation.run(seed, SETTLEMENTS, contiguous))
        .toList();
  }

  @Test
  void shouldSettleEverythingOnceWhateverHappens() {
    List<Outcome> outcomes = run(RUNS, true);

    assertThat(outcomes.stream().filter(outcome -> !outcome.clean())).isEmpty();
    assertThat(outcomes.stream().mapToInt(Outcome::crashes).sum()).isGreaterThan(RUNS);
    assertThat(outcomes.stream().mapToInt(Outcome::reorganisations).sum()).isGreaterThan(RUNS);
    assertThat(outcomes.stream().mapToInt(Outcome::forgotten).sum()).isPositive();
    assertThat(outcomes.stream().mapToInt(Outcome::faults).sum()).isGreaterThan(RUNS);
  }

  /** The control: a contract that takes any batch loses and duplicates, and this test sees it. */
  @Test
  void shouldSeeLossAndDuplicationWhereTheContractDoesNotInsist() {
    List<Outcome> outcomes = run(RUNS / 4, false);

    assertThat(outcomes.stream().mapToInt(Outcome::lost).sum()).isPositive();
    assertThat(outcomes.stream().mapToInt(Outcome::duplicated).sum()).isPositive();
  }

  @Test
  void shouldRunTheSameForTheSameSeed() {
    assertThat(SinkSimulation.run(7, SETTLEMENTS, true))
        .isEqualTo(SinkSimulation.run(7, SETTLEMENTS, true));
  }
}
