package io.infera.infra.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.infera.infra.local.Repository;
import io.infera.infra.local.StateDirectory;
import io.infera.infra.process.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * 40 kills and one of each other fault that the machine permits, over 20,000 requests, on real
 * processes. What is asserted is what was counted; of time only the bound that is promised.
 */
class ChaosIT {
  private static final int KILLS = 40;
  private static final int REQUESTS = 20_000;
  private static final double RECOVERY_SECONDS = 60;

  @TempDir Path directory;

  @Test
  void shouldKeepItsPromisesUnderFaults() throws Exception {
    var options =
        new ChaosOptions(
            11,
            KILLS,
            REQUESTS,
            400,
            EnumSet.allOf(FaultKind.class),
            "stub",
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofSeconds(12),
            Duration.ofMinutes(5));

    ChaosReport report =
        ChaosCommand.run(
            Repository.find(),
            new StateDirectory(directory.resolve("state")),
            ChaosCommand.cast(5, "stub"),
            options,
            false,
            Progress.console());

    System.out.println(new ObjectMapper().writeValueAsString(report));
    assertThat(report.problems()).isEmpty();
    assertThat(report.clean()).isTrue();
    assertThat(report.kills()).isEqualTo(KILLS);
    Set<String> seen = new HashSet<>(report.faults().keySet());
    seen.addAll(report.notInjected().keySet());
    assertThat(seen)
        .isEqualTo(
            EnumSet.allOf(FaultKind.class).stream()
                .map(FaultKind::title)
                .collect(Collectors.toSet()));
    assertThat(report.requests()).isGreaterThanOrEqualTo(REQUESTS);
    assertThat(report.lost()).isZero();
    assertThat(report.conflicting()).isZero();
    assertThat(report.settledTwice()).isZero();
    assertThat(report.honestPenalised()).isZero();
    assertThat(report.replayEqual()).isTrue();
    assertThat(report.recoverySeconds().p99()).isLessThanOrEqualTo(RECOVERY_SECONDS);
  }
}
