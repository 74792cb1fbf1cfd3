package io.infera.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.infera.event.AnswerStatus;
import io.infera.ingest.domain.InputLine;
import io.infera.ingest.domain.InputLine.Ask;
import io.infera.ingest.domain.InputLine.Bad;
import io.infera.ingest.domain.InputLine.Blank;
import io.infera.ingest.domain.LineFormat;
import io.infera.ingest.domain.LineParser;
import io.infera.ingest.domain.LineReader;
import io.infera.ingest.domain.RawLine;
import io.infera.ingest.domain.RequestIds;
import io.infera.schemas.testing.Bounded;
import io.infera.schemas.testing.Records;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/**
 * What a user may hand to the submit command: its input, its arguments, and the output file that it
 * is to resume. Each line of input becomes one result under its own number, whatever stands in it;
 * what is asked for can be sent as it stands.
 *
 * <p>Input: a byte for the format of the lines (or for arguments, or a file to resume), then the
 * bytes.
 */
class SubmitFuzzTest {
  private static final int LONGEST_LINE = 64;
  private static final int ARGUMENTS = 3;
  private static final int RESUMED_FILE = 4;
  private static final int KINDS = 5;
  private static final long FIXED_MEMORY = 16 << 20;
  private static final long MEMORY_PER_BYTE = 20_000;

  @MethodSource("seeds")
  @FuzzTest
  void shouldMakeOneResultOfEachLine(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] rest = Arrays.copyOfRange(input, 1, input.length);
    int kind = (input[0] & 0xff) % KINDS;
    if (kind == ARGUMENTS) {
      arguments(rest);
    } else if (kind == RESUMED_FILE) {
      resume(rest);
    } else {
      lines(LineFormat.values()[kind], rest);
    }
  }

  private static void lines(LineFormat format, byte[] input) {
    List<RawLine> raw =
        Bounded.memory(
            FIXED_MEMORY, MEMORY_PER_BYTE, input.length, () -> read(input, input.length));
    assertThat(read(input, 1)).isEqualTo(raw);
    assertThat(raw).hasSize(countLines(input));
    var parser = new LineParser(format);
    var ids = new HashSet<String>();
    long number = 0;
    for (RawLine line : raw) {
      assertThat(line.number()).isEqualTo(++number);
      Bounded.memory(
          FIXED_MEMORY,
          MEMORY_PER_BYTE,
          line.text().length(),
          () -> new LineParser(format).parse(line));
      InputLine parsed = parser.parse(line);
      assertThat(parsed.number()).isEqualTo(number);
      check(line, parsed, ids);
    }
  }

  private static void check(RawLine line, InputLine parsed, HashSet<String> ids) {
    if (parsed instanceof Ask ask) {
      assertThat(line.defect()).isEmpty();
      assertThat(ask.text()).isNotBlank();
      assertThat(new String(ask.text().getBytes(UTF_8), UTF_8)).isEqualTo(ask.text());
      ask.id().ifPresent(id -> assertThat(RequestIds.isValid(id) && ids.add(id)).isTrue());
      assertThat(ask.replicas().orElse(3)).isGreaterThanOrEqualTo(3);
      assertThat(ask.deadline().orElse(Duration.ofMillis(1))).isPositive();
    } else if (parsed instanceof Bad bad) {
      assertThat(bad.reason()).isNotBlank().doesNotContain("\n").hasSizeLessThan(1_000);
    } else {
      assertThat(parsed).isInstanceOf(Blank.class);
      assertThat(line.text()).isBlank();
    }
  }

  /** Read in pieces of at most so many bytes, which must make no difference. */
  private static List<RawLine> read(byte[] input, int piece) {
    var lines = new ArrayList<RawLine>();
    var reader = new LineReader(inPieces(input, piece), LONGEST_LINE);
    try {
      for (var line = reader.next(); line.isPresent(); line = reader.next()) {
        lines.add(line.get());
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream inPieces(byte[] input, int piece) {
    return new ByteArrayInputStream(input) {
      @Override
      public synchronized int read(byte[] into, int offset, int length) {
        return super.read(into, offset, Math.min(length, Math.max(1, piece)));
      }
    };
  }

  private static int countLines(byte[] input) {
    int lines = 0;
    for (int i = 0; i < input.length; i++) {
      lines += input[i] == '\n' || i == input.length - 1 ? 1 : 0;
    }
    return lines;
  }

  private static void arguments(byte[] input) {
    String text = new String(input, UTF_8);
    try {
      assertThat(new Durations().convert(text)).isPositive();
    } catch (TypeConversionException e) {
      assertThat(e).hasMessageContaining(text);
    }
    // An argument that begins with @ names a file of further arguments.
    String[] arguments =
        Arrays.stream(text.split("\0"))
            .filter(argument -> !argument.startsWith("@"))
            .toArray(String[]::new);
    try {
      SubmitCommand.commandLine().parseArgs(arguments);
    } catch (ParameterException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  private static void resume(byte[] input) {
    try {
      Path file = Files.createTempFile("fuzz", ".jsonl");
      try {
        Files.write(file, input);
        resume(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file that was taken is taken again, as is what is appended to it. */
  private static void resume(Path file) throws IOException {
    Output output;
    try {
      output = Output.resume(file);
    } catch (IOException e) {
      return;
    }
    try (output) {
      output.println(new OutputLines(false).answered(1, Records.response(), 7));
    }
    try (var again = Output.resume(file)) {
      assertThat(again.earlier())
          .containsAllEntriesOf(
              output.earlier().containsKey(Records.REQUEST_ID) ? Map.of() : output.earlier())
          .containsEntry(Records.REQUEST_ID, AnswerStatus.VERIFIED);
    }
  }

  static Stream<byte[]> seeds() {
    String json = "{\"id\":\"a\",\"text\":\"b\",\"model\":\"m\",\"replicas\":3,\"deadlineMs\":9}\n";
    return Stream.of(
        seed(0, "\uFEFFone\r\ntwo\n\n  \n"),
        seed(0, json),
        seed(1, "a text, ü and \uD83D\uDE00\n"),
        seed(1, "x".repeat(LONGEST_LINE) + "\r\n" + "y".repeat(2 * LONGEST_LINE)),
        seed(2, json + json),
        seed(2, "{\"text\":\"\\ud800\"}\n{\"text\":1}\n{\"x\":1}\n[[[["),
        seed(2, "{\"text\":\"a\",\"replicas\":1e400}\n{\"text\":\"a\",\"text\":\"b\"}"),
        seed(3, "30s"),
        seed(3, "--replicas\0003\0--format\0jsonl\0--deadline\0002m\0--in-flight\0007\0x.txt"),
        seed(3, "--key\0k\0--model\0m\0--vectors\0--resume\0--id-prefix\0p\0--output\0o"),
        seed(4, new OutputLines(true).answered(1, Records.response(), 1) + "\n{\"reque"),
        seed(4, "{\"requestId\":\"a\",\"status\":\"FAILED\"}\n"));
  }

  private static byte[] seed(int kind, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return ByteBuffer.allocate(1 + bytes.length).put((byte) kind).put(bytes).array();
  }
}
