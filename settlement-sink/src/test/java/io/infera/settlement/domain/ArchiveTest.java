package io.infera.settlement.domain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.infera.settlement.testing.Settlements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {
  private static final Batch BATCH = Settlements.mixed(2, 17, 30, new Random(1));

  @TempDir Path directory;
  private Archive archive;

  @BeforeEach
  void create() {
    archive = reopened();
  }

  /** The archive as another process sees it, which remembers nothing. */
  private Archive reopened() {
    return new Archive(directory.resolve("archive"), "infera-test");
  }

  @Test
  void shouldRememberWhatItWroteLately() {
    ArchivedBatch written = archive.write(BATCH);

    assertThat(archive.at(2, 17).orElseThrow()).isSameAs(written);
    archive.setAside(2, 17);
    assertThat(archive.at(2, 17)).isEmpty();
  }

  @Test
  void shouldReadBackWhatItWrote() {
    ArchivedBatch written = archive.write(BATCH);

    ArchivedBatch read = reopened().at(2, 17).orElseThrow();
    assertThat(read.batch().entries()).isEqualTo(BATCH.entries());
    assertThat(read.batch().root()).isEqualTo(BATCH.root());
    assertThat(read.digest()).isEqualTo(written.digest());
    assertThat(archive.files()).containsExactly(written.file());
    assertThat(archive.at(2, 18)).isEmpty();
    assertThat(archive.at(1, 17)).isEmpty();
  }

  @Test
  void shouldWriteTheSameBatchTwiceToTheSameBytes() {
    assertThat(archive.write(BATCH)).isEqualTo(archive.write(BATCH));
    var another = new Archive(directory.resolve("another"), "infera-test");
    assertThat(another.write(BATCH).digest()).isEqualTo(archive.write(BATCH).digest());
  }

  @Test
  void shouldNeverOverwriteABatchByAnother() throws IOException {
    ArchivedBatch written = archive.write(BATCH);
    byte[] before = Files.readAllBytes(written.file());

    Batch other = Settlements.mixed(2, 17, 31, new Random(1));
    assertThatThrownBy(() -> archive.write(other))
        .isInstanceOf(ArchiveConflictException.class)
        .hasMessageContaining("never overwritten");
    assertThat(Files.readAllBytes(written.file())).isEqualTo(before);
  }

  @Test
  void shouldNotSeeWhatACrashLeftHalfWritten() throws IOException {
    byte[] whole = ArchiveFormat.encode("infera-test", BATCH);
    Path file = archive.file(2, 17);
    Files.createDirectories(file.getParent());
    var random = new Random(2);
    for (int i = 0; i < 20; i++) {
      byte[] torn = Arrays.copyOf(whole, random.nextInt(whole.length));
      Files.write(file.resolveSibling(file.getFileName() + ".tmp"), torn);
      assertThat(archive.at(2, 17)).isEmpty();
      assertThat(archive.files()).isEmpty();
    }
    archive.write(BATCH);
    assertThat(archive.at(2, 17)).isPresent();
  }

  @Test
  void shouldTellThatAFileIsNotWhole() throws IOException {
    Path file = archive.write(BATCH).file();
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));

    assertThatThrownBy(() -> reopened().at(2, 17))
        .isInstanceOfSatisfying(
            DamagedArchiveException.class, damaged -> assertThat(damaged.file()).isEqualTo(file));
  }

  /** A change is refused, or it changes the digest that is on the chain: there is no third. */
  @Test
  void shouldNoticeAnyAlteredByte() throws IOException {
    ArchivedBatch written = archive.write(BATCH);
    byte[] whole = Files.readAllBytes(written.file());
    var random = new Random(3);
    for (int i = 0; i < 300; i++) {
      byte[] altered = whole.clone();
      altered[random.nextInt(altered.length)] ^= (byte) (1 + random.nextInt(255));
      Files.write(written.file(), altered);
      assertThat(noticed(written)).isTrue();
    }
  }

  private boolean noticed(ArchivedBatch written) {
    try {
      return !archive.read(written.file()).digest().equals(written.digest());
    } catch (DamagedArchiveException e) {
      return true;
    }
  }

  /** The file brings its own schema: one whose first field, which we skip, contains itself. */
  @Test
  void shouldRefuseAnEventThatNestsWithoutEnd() throws IOException {
    var json = new ObjectMapper();
    String[] lines = new String(ArchiveFormat.encode("n", BATCH), UTF_8).split("\n");
    var header = (ObjectNode) json.readTree(lines[0]);
    var schema = (ObjectNode) json.readTree(header.get("schema").asText());
    var fields = (ArrayNode) schema.get("fields");
    fields.insert(
        0,
        json.readTree(
            """
            {"name": "chain", "type": {"type": "record", "name": "Chain",
             "fields": [{"name": "next", "type": ["null", "Chain"]}]}}
            """));
    header.put("schema", schema.toString()).put("entries", 1);
    var nested = new byte[1 << 20];
    Arrays.fill(nested, (byte) 2);
    ObjectNode entry =
        json.createObjectNode()
            .put("offset", 17)
            .put("event", Base64.getEncoder().encodeToString(nested));
    byte[] file = (header + "\n" + entry + "\n").getBytes(UTF_8);

    assertThatThrownBy(() -> ArchiveFormat.decode(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasCauseInstanceOf(StackOverflowError.class);
  }

  @Test
  void shouldSetAFileAsideSoThatAnotherCanTakeItsPlace() {
    ArchivedBatch written = archive.write(BATCH);
    archive.setAside(2, 17);

    assertThat(written.file().getParent())
        .isDirectoryContaining(file -> file.getFileName().toString().contains(".aside-"));
    assertThat(archive.at(2, 17)).isEmpty();
    assertThat(archive.files()).isEmpty();
    assertThat(archive.write(Settlements.mixed(2, 17, 5, new Random(4))).file())
        .isEqualTo(written.file());
  }

  /** So that files which were written by a library before are written the same by hand. */
  @Test
  void shouldWriteWhatJacksonWouldWrite() throws IOException {
    var json = new ObjectMapper();
    var entries = new ArrayList<Entry>(Settlements.mixed(0, 0, 50, new Random(5)).entries());
    long offset = entries.get(entries.size() - 1).offset();
    for (String id : List.of("größer", "\"quoted\\\"", "\u0001\u001f\t\n", "\u2028 🙂 \u007f/")) {
      entries.add(Entry.Settled.of(0, ++offset, Settlements.plain(id, new Random(6))));
    }
    Batch batch = Batch.of(new OffsetRange(0, 0, offset + 1), entries);
    for (String line :
        new String(ArchiveFormat.encode("net \"é\"", batch), UTF_8).lines().toList()) {
      assertThat(json.writeValueAsString(json.readTree(line))).isEqualTo(line);
    }
    Batch read = ArchiveFormat.decode(ArchiveFormat.encode("net", batch));
    assertThat(read.root()).isEqualTo(batch.root());
    assertThat(read.settlements()).isEqualTo(batch.settlements());
  }
}
