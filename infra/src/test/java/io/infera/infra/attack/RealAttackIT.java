package io.infera.infra.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.infra.local.StateDirectory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real nodes that withhold, by means that no other test touches, beside honest ones. */
class RealAttackIT {
  @Test
  void shouldPlayAScenarioWithRealProcessesAndFindItLikeTheSimulation(@TempDir Path directory)
      throws Exception {
    var out = new StringWriter();
    Setting setting = Small.setting(5, 0.2, 80, 1);

    RealAttack.Comparison comparison =
        new RealAttack(new PrintWriter(out))
            .play(
                Scenarios.named("withholding").orElseThrow(),
                setting,
                new StateDirectory(directory.resolve("state")));

    Report real = comparison.real();
    assertThat(real.requests()).isEqualTo(80);
    assertThat(real.acceptedWrong()).isZero();
    assertThat(real.attackers()).isEqualTo(1);
    assertThat(real.attackersSlashed()).isZero();
    assertThat(real.honestSlashed()).isZero();
    assertThat(real.honestProfit()).isPositive();
    assertThat(real.attackerProfit()).isLessThan(real.honestProfit());
    assertThat(Likeness.unlike(comparison.figures())).as(out.toString()).isEmpty();
  }
}
