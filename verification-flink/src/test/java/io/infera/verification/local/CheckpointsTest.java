package io.infera.verification.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
  @TempDir private Path dataDir;
  private Checkpoints checkpoints;

  @BeforeEach
  void create() {
    checkpoints = new Checkpoints(dataDir, LocalFlinkMain.JOB);
  }

  @Test
  void shouldFindNothingAtTheFirstStart() {
    assertThat(checkpoints.newest()).isEmpty();
  }

  @Test
  void shouldTakeTheNewestCompleteCheckpoint() throws IOException {
    checkpoint("chk-9", 900);
    Path newest = checkpoint("chk-10", 1_000);
    Files.createDirectories(newest.resolveSibling("chk-11"));

    assertThat(checkpoints.newest()).contains(newest);
  }

  @Test
  void shouldTakeASavepointThatIsNewer() throws IOException {
    checkpoint("chk-9", 900);
    Path savepoint = snapshot(checkpoints.savepoints().resolve("savepoint-1"), 901);

    assertThat(checkpoints.newest()).contains(savepoint);
  }

  @Test
  void shouldRemoveWhatTheNewestReplaced() throws IOException {
    Path old = checkpoint("chk-9", 900);
    Path newest = checkpoint("chk-10", 1_000);
    Path cut = Files.createDirectories(newest.resolveSibling("chk-11"));
    Path shared = Files.createDirectories(newest.resolveSibling("shared"));

    checkpoints.prune();

    assertThat(newest).exists();
    assertThat(shared).exists();
    assertThat(old).doesNotExist();
    assertThat(cut).doesNotExist();
  }

  private Path checkpoint(String name, long millis) throws IOException {
    return snapshot(
        dataDir.resolve("checkpoints").resolve(LocalFlinkMain.JOB.toHexString()).resolve(name),
        millis);
  }

  private static Path snapshot(Path directory, long millis) throws IOException {
    Files.createDirectories(directory);
    Path metadata = Files.writeString(directory.resolve("_metadata"), "complete");
    Files.setLastModifiedTime(metadata, FileTime.fromMillis(millis));
    return directory;
  }
}
