package io.infera.settlement.commands;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.runtime.InferAmount;
import io.infera.schemas.identity.Identity;
import io.infera.schemas.testing.Records;
import io.infera.settlement.economy.EconomyContract;
import io.infera.settlement.testing.Anvil;
import io.infera.settlement.testing.Await;
import io.infera.settlement.testing.CommandRun;
import io.infera.settlement.testing.LiveEconomy;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a requester does with its money, on real contracts. */
class EscrowCommandIT {
  @TempDir private static Path directory;
  private static Anvil anvil;
  private static LiveEconomy economy;
  private static CommandRun commands;

  @BeforeAll
  static void deploy() {
    anvil = Anvil.start();
    economy = new LiveEconomy(directory, anvil);
    commands = new CommandRun(economy, directory);
  }

  @AfterAll
  static void stop() {
    economy.close();
    anvil.close();
  }

  private static String escrow(int expected, Object... arguments) {
    return commands.run(expected, new EscrowCommand(), arguments);
  }

  private static InferAmount deposit(Identity who) {
    Object balance = economy.contract(EconomyContract.ESCROW).ask("accounts", who.address()).get(0);
    return new InferAmount((BigInteger) balance);
  }

  private static InferAmount balance(Identity who) {
    return new InferAmount(
        economy.contract(EconomyContract.TOKEN).number("balanceOf", who.address()));
  }

  @Test
  void shouldDepositAndWithdrawAfterTheDelay() {
    Identity requester = Records.identity(440);
    Path key = commands.key(requester);
    economy.give(requester);
    economy.fund(requester, InferAmount.of(10));

    commands.dryRun(new EscrowCommand(), "deposit", "8 INFER", "--key", key);
    assertThat(deposit(requester)).isEqualTo(InferAmount.of(0));
    assertThat(balance(requester)).isEqualTo(InferAmount.of(10));
    assertThat(escrow(0, "deposit", "8", "INFER", "--key", key))
        .contains("8 INFER deposited for " + requester.address(), "transaction")
        .containsPattern("balance +8 INFER");
    assertThat(deposit(requester)).isEqualTo(InferAmount.of(8));

    assertThat(escrow(1, "withdraw", "--key", key))
        .contains("nothing of " + requester.address() + " is about to leave");
    assertThat(escrow(1, "withdraw", "9 INFER", "--key", key))
        .contains("there are 8 INFER, and 9 INFER were asked for");
    commands.dryRun(new EscrowCommand(), "withdraw", "5 INFER", "--key", key);
    assertThat(deposit(requester)).isEqualTo(InferAmount.of(8));
    assertThat(escrow(0, "withdraw", "5000000 uINFER", "--key", key))
        .contains("5 INFER are about to leave")
        .containsPattern("balance +3 INFER")
        .containsPattern("leaving +5 INFER");
    assertThat(escrow(1, "withdraw", "--key", key)).contains("refused: not before ");

    Await.pause(2_500);
    economy.mine(1);
    commands.dryRun(new EscrowCommand(), "withdraw", "--key", key);
    assertThat(balance(requester)).isEqualTo(InferAmount.of(2));
    assertThat(escrow(0, "withdraw", "--key", key))
        .contains("Withdrawn to " + requester.address())
        .doesNotContain("leaving");
    assertThat(balance(requester)).isEqualTo(InferAmount.of(7));
    assertThat(escrow(0, "status", requester.address()))
        .containsPattern("balance +3 INFER")
        .containsPattern("debited +0 INFER");
  }

  @Test
  void shouldSayWhatItCannotDo() throws Exception {
    Identity poor = Records.identity(441);
    Path key = commands.key(poor);
    economy.give(poor);

    assertThat(escrow(1, "deposit", "1 INFER", "--key", key))
        .contains(poor.address() + " has 0 INFER, and 1 INFER are needed");
    assertThat(escrow(1, "deposit", "1 INFER", "--key", key, "--dry-run"))
        .contains("has 0 INFER, and 1 INFER are needed");
    assertThat(escrow(2, "deposit", "1 INFER")).contains("name the key that sends: --key FILE");
    assertThat(escrow(2, "deposit", "1 EUR", "--key", key)).contains("found '1 EUR'");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(escrow(2, "deposit", "1 INFER", "--key", key)).contains(key.toString());
    assertThat(deposit(poor)).isEqualTo(InferAmount.of(0));
  }
}
