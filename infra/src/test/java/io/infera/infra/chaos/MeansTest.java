package io.infera.infra.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.infra.local.StateDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeansTest {
  @TempDir Path directory;

  @Test
  void shouldLeaveADirectoryThatIsNotThereAlone() {
    var state = new StateDirectory(directory.resolve("state"));

    Means.releaseLeftovers(state);
    state.empty();

    assertThat(Files.exists(state.path())).isFalse();
  }
}
