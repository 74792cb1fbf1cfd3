package io.infera.infra;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.infra.local.StateDirectory;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class InferaTest {
  private final CommandLine infera =
      Infera.commandLine(new StateDirectory(Path.of("target/no-network")));

  @Test
  void shouldHaveTheCommandsThatPeopleAreTold() {
    assertThat(infera.getSubcommands())
        .containsKeys(
            "demo",
            "chaos",
            "bench",
            "up",
            "status",
            "down",
            "submit",
            "verify-receipt",
            "recompute-draw",
            "topics",
            "sql",
            "export",
            "attack",
            "calibrate",
            "policy",
            "access",
            "node",
            "escrow",
            "slash",
            "verify-batch",
            "verify-rewards");
  }

  @Test
  void shouldGiveEveryCommandHelpAndAnExample() {
    assertThat(infera.getSubcommands().values())
        .allSatisfy(
            command ->
                assertThat(command.getUsageMessage())
                    .contains("--help")
                    .contains("Example")
                    .contains("  infera " + command.getCommandName()));
  }

  @Test
  void shouldFindTheStateDirectoryBeforeParsing() {
    assertThat(StateOption.in(List.of("submit", "--dir", "/x/y")).path())
        .isEqualTo(Path.of("/x/y"));
    assertThat(StateOption.in(List.of("submit", "--dir=/x/z")).path()).isEqualTo(Path.of("/x/z"));
    assertThat(StateOption.in(List.of("status")).path().getFileName()).hasToString(".infera");
  }
}
