package io.infera.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.schemas.testing.Records;
import io.infera.settlement.chain.EvmAddress;
import io.infera.settlement.domain.AnchorBook;
import io.infera.settlement.domain.Anchored;
import io.infera.settlement.domain.Block;
import io.infera.settlement.domain.Keccak;
import io.infera.settlement.domain.LaneStands;
import io.infera.settlement.domain.OffsetRange;
import io.infera.settlement.domain.Seen;
import io.infera.settlement.domain.Tracked;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final EvmAddress CONTRACT = new EvmAddress(Records.node(1));

  @TempDir Path directory;

  @Test
  void shouldKeepTheBook() {
    var block = new Block(7, Keccak.of("block"), Instant.ofEpochSecond(1_700_000_000));
    var anchored =
        new Anchored(
            new OffsetRange(1, 2, 30),
            Keccak.of("root"),
            20,
            Keccak.of("archive"),
            Keccak.of("tx"),
            block);
    var tracked =
        List.of(
            new Tracked(anchored, Tracked.Stage.WITHDRAWN, false),
            new Tracked(anchored, Tracked.Stage.PENDING, true));
    var journal = new Journal(directory, CONTRACT);
    var known = new Seen(block, LaneStands.of(List.of(30L, 7L)));
    var unknown = new Seen(block, LaneStands.UNKNOWN);
    journal.save(AnchorBook.of(List.of(unknown, known), tracked));

    AnchorBook read = new Journal(directory, CONTRACT).load();
    assertThat(read.trail()).containsExactly(unknown, known);
    assertThat(read.tracked()).isEqualTo(tracked);
  }

  @Test
  void shouldBeginEmpty() {
    assertThat(new Journal(directory, CONTRACT).load().cursor()).isEmpty();
  }

  @Test
  void shouldSayWhatToDoWhenItIsDamaged() throws IOException {
    var journal = new Journal(directory, CONTRACT);
    Files.writeString(directory.resolve("journal-" + CONTRACT + ".json"), "{");
    assertThatThrownBy(journal::load).hasMessageContaining("delete it");
  }
}
