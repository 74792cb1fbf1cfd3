package io.infera.settlement.chain;

import static io.infera.settlement.chain.EvmChain.infer;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What must hold whatever happens: random sequences of everything that anyone can do, right and
 * wrong, checked against a plain model. The seed is the whole test: a failure repeats.
 */
class EconomyInvariantsIT {
  private static final int STEPS = 300;
  private static final int STEPS_BETWEEN_CHECKS = 25;

  private EconomyWorld world;

  @AfterEach
  void stop() {
    world.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shouldHoldWhateverHappens(long seed) {
    world = new EconomyWorld();
    var model = new EconomyModel(world, seed);
    for (int step = 1; step <= STEPS; step++) {
      model.step();
      if (step % STEPS_BETWEEN_CHECKS == 0) {
        model.check();
      }
    }
    System.out.println("seed " + seed + ": " + model.tally());
    // A sequence in which nothing happened would prove nothing.
    assertThat(model.count("slash")).isPositive();
    assertThat(model.count("claim")).isPositive();
    assertThat(model.count("debit")).isPositive();
    assertThat(model.refused()).isGreaterThan(STEPS / 10);
    assertThat(world.token.number("totalSupply")).isLessThan(infer(1_000_000_000));
  }
}
