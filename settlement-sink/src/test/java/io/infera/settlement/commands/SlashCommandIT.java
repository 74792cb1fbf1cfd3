package io.infera.settlement.commands;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.schemas.identity.Identity;
import io.infera.schemas.testing.Records;
import io.infera.settlement.chain.Faults;
import io.infera.settlement.domain.Archive;
import io.infera.settlement.domain.ArchivedBatch;
import io.infera.settlement.economy.EconomyContract;
import io.infera.settlement.testing.Anvil;
import io.infera.settlement.testing.Await;
import io.infera.settlement.testing.CommandRun;
import io.infera.settlement.testing.LiveEconomy;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Anyone brings the evidence of a fault, from an archive or a file, to real contracts. */
class SlashCommandIT {
  private static final Identity ANYONE = Records.identity(450);

  @TempDir private static Path directory;
  private static Anvil anvil;
  private static LiveEconomy economy;
  private static CommandRun commands;
  private static Path archive;
  private static Path key;

  @BeforeAll
  static void deploy() {
    anvil = Anvil.start();
    economy = new LiveEconomy(directory, anvil);
    commands = new CommandRun(economy, directory);
    archive = directory.resolve("archive");
    key = commands.key(ANYONE);
    economy.give(ANYONE);
  }

  @AfterAll
  static void stop() {
    economy.close();
    anvil.close();
  }

  private static String slash(int expected, Object... arguments) {
    return commands.run(expected, new SlashCommand(), arguments);
  }

  /** A node with a stake, and a settlement in the archive and on the chain that blames it. */
  private static Identity wrong(int number, String requestId) {
    Identity node = Records.identity(number);
    economy.stake(node, LiveEconomy.STAKE);
    economy.anchor(archived(node, requestId));
    return node;
  }

  private static ArchivedBatch archived(Identity node, String requestId) {
    var settlement = Faults.settlement(requestId, node, 0, 1, Records.node(1));
    return new Archive(archive, Records.NETWORK)
        .write(Faults.batch(economy.nextOffset(), List.of(settlement)));
  }

  private static List<Object> stake(Identity node) {
    return economy.contract(EconomyContract.STAKING).ask("stakes", node.address());
  }

  @Test
  void shouldAccuseAndThenCarryOut() {
    Identity node = wrong(451, "r-451");
    Object[] line = {"r-451", "--archive", archive, "--key", key};

    assertThat(commands.dryRun(new SlashCommand(), line))
        .contains(node.address() + " is accused", "NodeStaking.accuse");
    assertThat(stake(node).get(4)).as("cases").isEqualTo(BigInteger.ZERO);
    assertThat(slash(0, line)).contains(node.address() + " is accused", "transaction");
    assertThat(stake(node).get(4)).as("cases").isEqualTo(BigInteger.ONE);

    Await.pause(1_500);
    economy.mine(1);
    assertThat(commands.dryRun(new SlashCommand(), line)).contains("NodeStaking.slash");
    assertThat(stake(node).get(0)).isEqualTo(LiveEconomy.STAKE.units());
    assertThat(slash(0, line)).contains(node.address() + " is slashed");
    assertThat(stake(node).get(0)).isEqualTo(BigInteger.ZERO);
    assertThat(stake(node).get(5)).as("ejected").isEqualTo(true);
    assertThat(slash(0, line)).contains("The case against " + node.address() + " is carried out");
  }

  /** Whoever has the file needs no archive. */
  @Test
  void shouldWriteEvidenceThatAnotherBrings() {
    Identity node = wrong(452, "r-452");
    Path file = directory.resolve("evidence.json");
    Object[] bring = {"--evidence", file, "--key", key};

    long before = economy.chain().head().number();
    assertThat(slash(0, "r-452", "--archive", archive, "--write", file))
        .contains("Evidence written to " + file, node.address());
    assertThat(economy.chain().head().number()).isEqualTo(before);
    assertThat(stake(node).get(4)).as("cases").isEqualTo(BigInteger.ZERO);
    commands.dryRun(new SlashCommand(), bring);
    assertThat(slash(0, bring)).contains(node.address() + " is accused");
    Await.pause(1_500);
    economy.mine(1);
    assertThat(slash(0, bring)).contains(node.address() + " is slashed");
    assertThat(stake(node).get(5)).as("ejected").isEqualTo(true);
  }

  @Test
  void shouldTakeNothingWithoutEvidenceThatIsAnchored() throws IOException {
    Identity node = Records.identity(453);
    economy.stake(node, LiveEconomy.STAKE);
    archived(node, "r-453");
    Path file = directory.resolve("unanchored.json");
    slash(0, "r-453", "--archive", archive, "--write", file);

    assertThat(slash(1, "--evidence", file, "--key", key)).contains("is in no anchored batch");
    assertThat(slash(1, "--evidence", file, "--key", key, "--dry-run"))
        .contains("NodeStaking.accuse was refused", "is in no anchored batch");
    assertThat(slash(2, "r-none", "--archive", archive, "--key", key))
        .contains("no settlement of r-none in the archive blames anybody");
    assertThat(slash(2, "--key", key)).contains("name a request, or --evidence FILE");
    Path other = Files.writeString(directory.resolve("other.json"), "{\"format\":\"other\"}");
    assertThat(slash(2, "--evidence", other, "--key", key))
        .contains("other.json is no evidence: expected format infera.slash.evidence/1");
    assertThat(stake(node).get(0)).isEqualTo(LiveEconomy.STAKE.units());
    // The batch that was not anchored; others use the place.
    Files.delete(new Archive(archive, Records.NETWORK).file(0, economy.nextOffset()));
  }
}
