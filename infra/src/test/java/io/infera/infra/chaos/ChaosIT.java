package io.infera.infra.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.infra.local.Repository;
import io.infera.infra.local.StateDirectory;
import io.infera.infra.process.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short run with every kind of kill, poison and misrouted records, on real processes. */
class ChaosIT {
  private static final Set<FaultKind> FAULTS =
      EnumSet.of(
          FaultKind.NODE,
          FaultKind.DISPATCHER,
          FaultKind.VERIFICATION,
          FaultKind.SINK,
          FaultKind.BROKER,
          FaultKind.POISON,
          FaultKind.MISROUTED);

  @TempDir Path directory;

  @Test
  void shouldKeepItsPromisesUnderFaults() throws Exception {
    var options =
        new ChaosOptions(
            11,
            5,
            300,
            FAULTS,
            "stub",
            Duration.ofSeconds(2),
            Duration.ofSeconds(13),
            Duration.ofMinutes(3));

    ChaosReport report =
        ChaosCommand.run(
            Repository.find(),
            new StateDirectory(directory.resolve("state")),
            ChaosCommand.cast(4, "stub"),
            options,
            Progress.console());

    assertThat(report.problems()).isEmpty();
    assertThat(report.clean()).isTrue();
    assertThat(report.kills()).isEqualTo(5);
    assertThat(report.faults()).hasSize(FAULTS.size());
    assertThat(report.requests()).isGreaterThanOrEqualTo(300);
    assertThat(report.lost()).isZero();
    assertThat(report.conflicting()).isZero();
    assertThat(report.settledTwice()).isZero();
    assertThat(report.honestPenalised()).isZero();
    assertThat(report.replayEqual()).isTrue();
  }
}
