package io.infera.node.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxFileTest {
  @TempDir private Path directory;

  @Test
  void shouldRefuseAGraphThatIsANumber() throws IOException {
    assertRefused(new byte[] {56, 1}, "Not an ONNX file");
  }

  @Test
  void shouldRefuseAFileThatIsCutOff() throws IOException {
    assertRefused(new byte[] {58, 4, 42}, "Not an ONNX file");
    assertRefused(new byte[] {58}, "Not an ONNX file");
  }

  @Test
  void shouldRefuseWeightsWithoutTheirNumbers() throws IOException {
    // Dimensions of 2^30, single precision, no data: 2^32 bytes are none in 32 bits.
    assertRefused(
        new byte[] {58, 12, 42, 10, 8, -128, -128, -128, -128, 4, 16, 1, 74, 0},
        "needs 4294967296 bytes and has 0");
  }

  private void assertRefused(byte[] content, String message) throws IOException {
    Path file = Files.write(directory.resolve("model.onnx"), content);
    assertThatThrownBy(() -> OnnxFile.map(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
