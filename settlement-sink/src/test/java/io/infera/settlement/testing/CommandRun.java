package io.infera.settlement.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.schemas.identity.Identity;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import picocli.CommandLine;

/** Commands on an economy that lives, as people type them. */
public final class CommandRun {
  private final LiveEconomy economy;
  private final Path directory;

  /**
   * @param directory where keys are put
   */
  public CommandRun(LiveEconomy economy, Path directory) {
    this.economy = economy;
    this.directory = directory;
  }

  /** A participant's key, in a file that only its owner can read. */
  public Path key(Identity who) {
    String key = HexFormat.of().formatHex(who.privateKey());
    return Anvil.keyFile(directory, who.address() + ".key", key);
  }

  /**
   * Runs a command, and tells what it printed.
   *
   * @param expected its exit code
   */
  public String run(int expected, Object command, Object... arguments) {
    var line = new ArrayList<>(List.of(arguments).stream().map(Object::toString).toList());
    line.addAll(List.of("--contracts", economy.file().toString(), "--rpc", economy.node().url()));
    var text = new StringWriter();
    int exit =
        new CommandLine(command)
            .setOut(new PrintWriter(text))
            .setErr(new PrintWriter(text, true))
            .execute(line.toArray(String[]::new));
    assertThat(exit).as("%s: %s", line, text).isEqualTo(expected);
    return text.toString();
  }

  /** Runs a command dry, which must succeed and leave the chain as it was. */
  public String dryRun(Object command, Object... arguments) {
    long head = economy.chain().head().number();
    var line = new ArrayList<>(List.of(arguments));
    line.add("--dry-run");
    String text = run(0, command, line.toArray());
    assertThat(text).contains("Would be done");
    assertThat(economy.chain().head().number()).as("no block more").isEqualTo(head);
    assertThat(economy.node().rpc("txpool_status").get("pending").asText()).isEqualTo("0x0");
    return text;
  }
}
