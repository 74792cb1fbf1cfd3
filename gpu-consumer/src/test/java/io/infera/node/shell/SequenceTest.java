package io.infera.node.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SequenceTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final long HOURS = 5 * 3_600_000L;

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = directory.resolve("node.key.sequence");
  }

  @Test
  void shouldGrowByOne() {
    Sequence sequence = Sequence.load(file, NOW);

    assertThat(sequence.next()).isEqualTo(NOW);
    assertThat(sequence.next()).isEqualTo(NOW + 1);
  }

  @Test
  void shouldGrowThroughARestartAfterTheClockWasHoursAhead() {
    long ahead = Sequence.load(file, NOW + HOURS).next();

    assertThat(Sequence.load(file, NOW).next()).isGreaterThan(ahead);
  }

  @Test
  void shouldGrowThroughACrashAfterManyNumbers() {
    Sequence sequence = Sequence.load(file, NOW);
    long last = 0;
    for (long i = 0; i < Sequence.RESERVE + 10; i++) {
      last = sequence.next();
    }

    assertThat(Sequence.load(file, NOW).next()).isGreaterThan(last);
  }

  @Test
  void shouldRefuseAFileThatHoldsNoNumber() throws Exception {
    Files.writeString(file, "twelve");

    assertThatThrownBy(() -> Sequence.load(file, NOW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected a number")
        .hasMessageContaining("found 'twelve'");
  }

  @Test
  void shouldMakeItsDirectory() {
    assertThat(Sequence.load(directory.resolve("none").resolve("file"), NOW).next()).isEqualTo(NOW);
  }

  @Test
  void shouldNotStartWhereItCannotWrite() throws Exception {
    Files.createFile(directory.resolve("none"));

    assertThatThrownBy(() -> Sequence.load(directory.resolve("none").resolve("file"), NOW))
        .isInstanceOf(UncheckedIOException.class);
  }
}
