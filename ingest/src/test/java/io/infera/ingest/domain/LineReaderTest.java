package io.infera.ingest.domain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineReaderTest {
  @Test
  void shouldReadLinesWithAnyEnd() throws IOException {
    assertThat(read("one\r\ntwo\n\nthree".getBytes(UTF_8), 10))
        .containsExactly(line(1, "one"), line(2, "two"), line(3, ""), line(4, "three"));
  }

  @Test
  void shouldReadNothingFromNothing() throws IOException {
    assertThat(read(new byte[0], 10)).isEmpty();
    assertThat(read("\n".getBytes(UTF_8), 10)).containsExactly(line(1, ""));
  }

  @Test
  void shouldDropTheByteOrderMark() throws IOException {
    assertThat(read("\uFEFFone\n\uFEFFtwo\n".getBytes(UTF_8), 10))
        .containsExactly(line(1, "one"), line(2, "\uFEFFtwo"));
  }

  @Test
  void shouldReportWhatIsNotUtf8AndGoOn() throws IOException {
    assertThat(read(new byte[] {'a', (byte) 0xff, '\n', 'b', '\n'}, 10))
        .containsExactly(new RawLine(1, "", "not valid UTF-8"), line(2, "b"));
  }

  @Test
  void shouldReportLinesThatAreTooLongAndGoOn() throws IOException {
    String longest = "x".repeat(200_000);
    assertThat(read((longest + "\r\n" + longest + "y\nb").getBytes(UTF_8), 200_000))
        .containsExactly(
            line(1, longest),
            new RawLine(2, "", "200001 bytes long, at most 200000 are taken"),
            line(3, "b"));
    assertThat(read((longest + longest + "\nb").getBytes(UTF_8), 200_000))
        .containsExactly(
            new RawLine(1, "", "400000 bytes long, at most 200000 are taken"), line(2, "b"));
  }

  private static RawLine line(long number, String text) {
    return new RawLine(number, text, "");
  }

  private static List<RawLine> read(byte[] input, int maxBytes) throws IOException {
    var reader = new LineReader(new ByteArrayInputStream(input), maxBytes);
    var lines = new ArrayList<RawLine>();
    for (var line = reader.next(); line.isPresent(); line = reader.next()) {
      lines.add(line.get());
    }
    return lines;
  }
}
