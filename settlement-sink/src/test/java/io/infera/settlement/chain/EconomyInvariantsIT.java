package io.infera.settlement.chain;

import static io.infera.settlement.chain.EvmChain.infer;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What must hold whatever happens: random sequences of everything that anyone can do, right and
 * wrong, checked against a plain model. The seed is the whole test: a failure repeats.
 */
class EconomyInvariantsIT {
  private static final int STEPS = 500;
  private static final int STEPS_BETWEEN_CHECKS = 25;

  /** A sequence in which one of these did not happen would prove nothing about it. */
  private static final List<String> MUST_HAPPEN =
      List.of(
          "accuse",
          "slash",
          "appeal",
          "refute",
          "the same fault again",
          "hold",
          "release",
          "spend what is held",
          "activate",
          "claim",
          "debit");

  private static final List<String> MUST_BE_REFUSED =
      List.of("AccusedBefore", "NotSignedByNode", "AbovePosted", "NotAuthorised", "NotContiguous");

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
    Deeds deeds = model.deeds();
    System.out.println("seed " + seed + ": " + deeds);
    assertThat(MUST_HAPPEN).allMatch(what -> deeds.count(what) > 0);
    assertThat(MUST_BE_REFUSED).allMatch(error -> deeds.refused(error) > 0);
    assertThat(deeds.refused()).isGreaterThan(STEPS / 10);
    assertThat(model.lanes()).isEqualTo(3);
    assertThat(world.token.number("totalSupply")).isLessThan(infer(1_000_000_000));
  }
}
