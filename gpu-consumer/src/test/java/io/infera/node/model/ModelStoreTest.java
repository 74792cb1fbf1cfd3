package io.infera.node.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelStoreTest {
  /** SHA-256 of "abc", FIPS 180-2, appendix B.1. */
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir private Path directory;

  private int made;

  @Test
  void shouldMakeAFileOnceAndCheckItEveryTime() throws IOException {
    Path file = prepare("abc");
    prepare("abc");

    assertThat(file).hasContent("abc");
    assertThat(made).isEqualTo(1);
  }

  @Test
  void shouldMakeADamagedFileAnew() throws IOException {
    Files.writeString(prepare("abc"), "abd");

    assertThat(prepare("abc")).hasContent("abc");
    assertThat(made).isEqualTo(2);
  }

  @Test
  void shouldRefuseWhatHasAnotherDigestAndLeaveNothing() throws IOException {
    assertThatThrownBy(() -> prepare("other"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected " + ABC);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactly(".lock");
    }
  }

  private Path prepare(String content) throws IOException {
    return new ModelStore(directory)
        .prepare(
            "model.pt",
            ABC,
            (out, scratch) -> {
              made++;
              out.write(content.getBytes(StandardCharsets.US_ASCII));
            });
  }
}
