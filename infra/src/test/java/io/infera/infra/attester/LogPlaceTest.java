package io.infera.infra.attester;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogPlaceTest {
  private static final LogPlace PLACE =
      new LogPlace(
          1_700_000_000_123L,
          Map.of(
              new TopicPartition("infera.results", 3), 17L,
              new TopicPartition("infera.settlements", 0), 0L),
          new byte[] {2, 0, -1});

  @TempDir Path directory;

  @Test
  void shouldReadWhatItWrote() {
    Path file = directory.resolve("place.json");
    assertThat(LogPlace.load(file)).isEmpty();

    PLACE.save(file);

    LogPlace read = LogPlace.load(file).orElseThrow();
    assertThat(read.until()).isEqualTo(PLACE.until());
    assertThat(read.offsets()).isEqualTo(PLACE.offsets());
    assertThat(read.clock()).isEqualTo(PLACE.clock());
  }

  @Test
  void shouldSayWhatToDoWithADamagedFile() throws Exception {
    Path file = Files.writeString(directory.resolve("place.json"), "{\"until\": 1}");

    assertThatThrownBy(() -> LogPlace.load(file))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("damaged")
        .hasMessageContaining("delete it");
  }
}
