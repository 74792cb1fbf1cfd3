package io.infera.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.dispatcher.domain.Ledger;
import io.infera.dispatcher.domain.Ledger.Reservation;
import io.infera.schemas.testing.Records;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerFileTest {
  @TempDir Path directory;

  @Test
  void shouldReadWhatItWrote() {
    var file = new LedgerFile(directory.resolve("data/ledger.json"));
    assertThat(file.load().snapshot()).as("nothing yet").isEmpty();
    var snapshot =
        new Ledger.Snapshot(
            Map.of(0, 17L, 1, 4L),
            Map.of(Records.REQUESTER, Map.of("m", 5L)),
            Map.of(
                Records.REQUESTER,
                Map.of(
                    Records.REQUESTER + "/r-1",
                    new Reservation("m", 7, Records.DEADLINE),
                    Records.REQUESTER + "/r-2",
                    new Reservation("m", 8, Records.DEADLINE))));

    file.save(snapshot);
    Ledger read = file.load();
    read.release(Records.REQUESTER, "");

    assertThat(read.position(0)).isEqualTo(17);
    assertThat(read.open()).isEqualTo(2);
    read.passed(5, 0);
    assertThat(read.snapshot())
        .contains(
            new Ledger.Snapshot(Map.of(0, 17L, 1, 4L, 5, 1L), snapshot.used(), snapshot.open()));
  }

  @Test
  void shouldSayWhatToDoWithADamagedFile() throws Exception {
    Path path = Files.writeString(directory.resolve("ledger.json"), "{\"positions\":");
    assertThatThrownBy(() -> new LedgerFile(path).load())
        .hasMessageContaining("delete it, and all settlements are counted again");
  }
}
