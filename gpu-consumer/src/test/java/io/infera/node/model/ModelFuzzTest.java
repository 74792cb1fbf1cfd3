package io.infera.node.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.infera.node.djl.MiniLmTokenizer;
import io.infera.node.domain.Packing;
import io.infera.schemas.testing.Bounded;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a node reads: a file of weights, a text to be cut into tokens, lengths to be packed; and the
 * archive that it writes, which the JDK must read.
 *
 * <p>Input: a byte for what is read, then its bytes.
 */
class ModelFuzzTest {
  private static final long FIXED_MEMORY = 4 << 20;
  private static final long MEMORY_PER_BYTE = 1_000;
  private static final MiniLmTokenizer TOKENIZER = new MiniLmTokenizer();
  private static final List<Consumer<byte[]>> READERS =
      List.of(ModelFuzzTest::onnx, ModelFuzzTest::text, ModelFuzzTest::lengths, ModelFuzzTest::zip);

  @MethodSource("seeds")
  @FuzzTest
  void shouldReadOrSayWhatIsWrong(byte[] input) {
    if (input.length > 0) {
      READERS
          .get((input[0] & 0xff) % READERS.size())
          .accept(Arrays.copyOfRange(input, 1, input.length));
    }
  }

  private static void onnx(byte[] bytes) {
    try {
      Path file = Files.createTempFile("fuzz", ".onnx");
      try {
        Files.write(file, bytes);
        OnnxFile onnx =
            Bounded.memory(FIXED_MEMORY, MEMORY_PER_BYTE, bytes.length, () -> map(file));
        if (onnx != null) {
          check(onnx);
        }
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static OnnxFile map(Path file) {
    try {
      return OnnxFile.map(file);
    } catch (IllegalArgumentException e) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void check(OnnxFile onnx) {
    try {
      OnnxFile.Tensor tensor = onnx.tensor("w");
      long numbers =
          tensor.shape().stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
      assertThat(tensor.shape()).allMatch(length -> length >= 0);
      assertThat((long) tensor.data().remaining()).isEqualTo(4 * numbers);
      assertThat(onnx.tensorOfNode("y").data()).isNotNull();
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining("has no");
    }
  }

  private static void text(byte[] input) {
    String text = new String(input, UTF_8);
    long[] tokens = TOKENIZER.encode(text);
    assertThat(tokens).hasSizeBetween(2, MiniLmTokenizer.MAX_TOKENS);
    assertThat(TOKENIZER.encode(text)).containsExactly(tokens);
    // Half of a surrogate pair, which no UTF-8 can name but a string can hold.
    assertThat(TOKENIZER.encode(text + (char) (0xd800 + input.length % 0x800)))
        .hasSizeBetween(2, MiniLmTokenizer.MAX_TOKENS);
  }

  private static void lengths(byte[] input) {
    if (input.length < 2) {
      return;
    }
    var packing = new Packing(input[0] & 0xff, 1 + (input[1] & 0xff));
    int[] lengths =
        IntStream.range(2, Math.min(input.length, 300)).map(i -> 1 + (input[i] & 0xff)).toArray();
    List<int[]> groups = packing.groups(lengths);
    assertThat(groups.stream().flatMapToInt(Arrays::stream).sorted().toArray())
        .containsExactly(IntStream.range(0, lengths.length).toArray());
    for (int[] group : groups) {
      int longest = Arrays.stream(group).map(i -> lengths[i]).max().orElseThrow();
      assertThat(group.length == 1 || group.length * longest <= packing.maxTokens()).isTrue();
    }
  }

  /** Two entries, the first half of the input and the second. */
  private static void zip(byte[] input) {
    int half = input.length / 2;
    byte[] first = Arrays.copyOf(input, half);
    byte[] second = Arrays.copyOfRange(input, half, input.length);
    try {
      var out = new ByteArrayOutputStream();
      try (var zip = new StoredZip(out)) {
        zip.add("first", ByteBuffer.wrap(first));
        zip.add("dir/second", ByteBuffer.wrap(second));
      }
      var in = new ZipInputStream(new ByteArrayInputStream(out.toByteArray()));
      assertThat(in.getNextEntry().getName()).isEqualTo("first");
      assertThat(in.readAllBytes()).isEqualTo(first);
      assertThat(in.getNextEntry().getName()).isEqualTo("dir/second");
      assertThat(in.readAllBytes()).isEqualTo(second);
      assertThat(in.getNextEntry()).isNull();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterAll
  static void close() {
    TOKENIZER.close();
  }

  static Stream<byte[]> seeds() {
    // Initializer w: dims 2 and 1, float, name, 8 bytes; node: input w, output y.
    byte[] weights = {8, 2, 8, 1, 16, 1, 66, 1, 'w', 74, 8, 0, 0, 0, 0, 0, 0, 0, 0};
    byte[] packed = {10, 2, 2, 1, 16, 1, 66, 1, 'w', 74, 8, 0, 0, 0, 0, 0, 0, 0, 0};
    // 2^30 numbers in no bytes.
    byte[] huge = {8, -128, -128, -128, -128, 4, 16, 1, 66, 1, 'w', 74, 0};
    return Stream.of(
        seed(0, model(weights)),
        seed(0, model(packed)),
        seed(0, model(huge)),
        seed(0, new byte[] {56, 1}),
        seed(1, "A text, ü and \uD83D\uDE00.".getBytes(UTF_8)),
        seed(1, "word ".repeat(300).getBytes(UTF_8)),
        seed(2, new byte[] {8, 100, 1, 2, 3, 50, 60, 127}),
        seed(3, "abcdef".getBytes(UTF_8)));
  }

  private static byte[] model(byte[] initializer) {
    byte[] node = {10, 1, 'w', 18, 1, 'y'};
    int graph = 4 + node.length + initializer.length;
    return ByteBuffer.allocate(2 + graph)
        .put(new byte[] {58, (byte) graph, 10, (byte) node.length})
        .put(node)
        .put(new byte[] {42, (byte) initializer.length})
        .put(initializer)
        .array();
  }

  private static byte[] seed(int reader, byte[] content) {
    return ByteBuffer.allocate(1 + content.length).put((byte) reader).put(content).array();
  }
}
