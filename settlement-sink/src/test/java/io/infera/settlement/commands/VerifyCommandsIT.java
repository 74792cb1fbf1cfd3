package io.infera.settlement.commands;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.SettlementEvent;
import io.infera.schemas.testing.Records;
import io.infera.settlement.chain.Faults;
import io.infera.settlement.domain.Archive;
import io.infera.settlement.domain.Batch;
import io.infera.settlement.domain.Keccak;
import io.infera.settlement.domain.rewards.EpochStatement;
import io.infera.settlement.rewards.EpochFile;
import io.infera.settlement.testing.Anvil;
import io.infera.settlement.testing.CommandRun;
import io.infera.settlement.testing.LiveEconomy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Anyone checks batches and rewards from archive and chain, and is told what differs first. */
class VerifyCommandsIT {
  @TempDir private Path directory;
  private Anvil anvil;
  private LiveEconomy economy;
  private CommandRun commands;

  @BeforeEach
  void deploy() {
    anvil = Anvil.start();
    economy = new LiveEconomy(directory, anvil);
    commands = new CommandRun(economy, directory);
    economy.anchor(archive("archive").write(batch("r-1", "r-2")));
  }

  @AfterEach
  void stop() {
    economy.close();
    anvil.close();
  }

  private Archive archive(String name) {
    return new Archive(directory.resolve(name), Records.NETWORK);
  }

  private static Batch batch(String... requestIds) {
    return Faults.batch(
        0,
        List.of(requestIds).stream()
            .<SettlementEvent>map(
                id -> Faults.paid(id, List.of(), Records.node(1), Records.node(2)))
            .toList());
  }

  private String batch(int expected, long offset, String archive) {
    return commands.run(
        expected, new VerifyBatchCommand(), 0, offset, "--archive", directory.resolve(archive));
  }

  private String rewards(int expected, Object... arguments) {
    var line = new ArrayList<>(List.of(arguments));
    line.addAll(List.of("--archive", directory.resolve("archive")));
    return commands.run(expected, new VerifyRewardsCommand(), line.toArray());
  }

  @Test
  void shouldNameWhatDiffersFirstInABatch() throws IOException {
    assertThat(batch(0, 1, "archive")).contains("PROVEN", "the archive gives what is anchored");
    assertThat(batch(1, 2, "archive"))
        .contains("REFUTED", "the chain has no batch of lane 0 with offset 2");
    assertThat(batch(1, 0, "none")).contains("REFUTED", "the archive does not have it");

    archive("longer").write(batch("r-1", "r-2", "r-3"));
    assertThat(batch(1, 0, "longer")).contains("REFUTED", "expected range");
    Batch other = batch("r-1", "r-3");
    archive("other").write(other);
    assertThat(batch(1, 0, "other"))
        .contains("expected root " + batch("r-1", "r-2").root() + ", found " + other.root());
  }

  /** The file itself was touched. */
  @Test
  void shouldSayWhatOfAFileWasAltered() throws IOException {
    Path file = archive("archive").file(0, 0);
    String text = Files.readString(file);

    Files.writeString(file, text.replaceFirst("\"requestId\":\"r-1\"", "\"requestId\":\"r-9\""));
    assertThat(batch(1, 0, "archive"))
        .contains("REFUTED", file + " is damaged", "expected requestId r-1, found r-9");
    Files.writeString(file, text.lines().findFirst().orElseThrow());
    assertThat(batch(1, 0, "archive")).contains("expected number of entries 2, found 0");
    // It still gives what is anchored, and is another file.
    Files.writeString(file, text.replaceFirst("\"status\":\"VERIFIED\"", "\"status\":\"EXPIRED\""));
    assertThat(batch(1, 0, "archive")).contains("expected SHA-256 of the file");
    Files.writeString(file, text);
    assertThat(batch(0, 0, "archive")).contains("PROVEN");
  }

  @Test
  void shouldProveRewardsAndNameTheFirstLeafThatDiffers() throws IOException {
    EpochStatement epoch = economy.nextEpoch(directory.resolve("archive"));
    economy.post(epoch, epoch.root().orElseThrow());
    assertThat(rewards(0, "--epoch", 1)).contains("PROVEN   epoch 1", Records.node(1));
    economy.activate();
    assertThat(rewards(0)).contains("PROVEN   epoch 1");
    assertThat(rewards(2, "--epoch", 2)).contains("epoch 2 was not posted");

    Path leaves = directory.resolve(EpochFile.name(1));
    EpochFile.write(leaves, epoch);
    assertThat(rewards(0, "--epoch", 1, "--leaves", leaves)).contains("PROVEN");
    String text = Files.readString(leaves);
    long work = epoch.earnings().get(1).work();
    List<String> lines = text.lines().toList();
    String bent = lines.get(2).replace("\"work\":" + work, "\"work\":" + (work + 1));
    assertThat(bent).isNotEqualTo(lines.get(2));
    Files.writeString(leaves, text.replace(lines.get(2), bent));
    assertThat(rewards(1, "--epoch", 1, "--leaves", leaves))
        .contains("REFUTED  epoch 1", "leaf 1: expected ", "work=" + work, "work=" + (work + 1));
    Files.write(leaves, lines.subList(0, 2));
    assertThat(rewards(1, "--leaves", leaves, "--json"))
        .contains("\"proven\" : false", "leaf 1: expected ", "found no further leaf");
    Files.writeString(leaves, "{}\n");
    assertThat(rewards(2, "--leaves", leaves)).contains("is no epoch's file");
  }

  @Test
  void shouldRefuteAnEpochThatIsPostedUnderAnotherRoot() {
    EpochStatement epoch = economy.nextEpoch(directory.resolve("archive"));
    var lie = Keccak.of("a lie");
    economy.post(epoch, lie);

    assertThat(rewards(1, "--epoch", 1))
        .contains("REFUTED  epoch 1")
        .contains("give root " + epoch.root().orElseThrow() + ", and posted is " + lie);
  }

  /** Rewards counted on an altered archive are none. */
  @Test
  void shouldCountNothingThatIsNotAnchored() throws IOException {
    EpochStatement epoch = economy.nextEpoch(directory.resolve("archive"));
    economy.post(epoch, epoch.root().orElseThrow());
    Path file = archive("archive").file(0, 0);
    Files.delete(file);
    archive("archive").write(batch("r-1", "r-3"));

    assertThat(rewards(1, "--epoch", 1))
        .contains("REFUTED  epoch 1", "of which the archive has another version than the chain");
  }
}
