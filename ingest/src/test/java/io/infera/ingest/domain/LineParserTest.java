package io.infera.ingest.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.ingest.domain.InputLine.Ask;
import io.infera.ingest.domain.InputLine.Bad;
import io.infera.ingest.domain.InputLine.Blank;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineParserTest {
  private final LineParser parser = new LineParser(LineFormat.JSONL);

  @Test
  void shouldTakeATextAsItIs() {
    assertThat(new LineParser(LineFormat.AUTO).parse(line(3, " a \"text\" ")))
        .isEqualTo(ask(3, Optional.empty(), " a \"text\" "));
  }

  @Test
  void shouldGoByTheFirstLineThatIsNotBlank() {
    var auto = new LineParser(LineFormat.AUTO);
    assertThat(auto.parse(line(1, "  "))).isEqualTo(new Blank(1));
    assertThat(auto.parse(line(2, "a text"))).isInstanceOf(Ask.class);
    assertThat(auto.parse(line(3, "{\"text\":\"b\"}")))
        .isEqualTo(ask(3, Optional.empty(), "{\"text\":\"b\"}"));
    var objects = new LineParser(LineFormat.AUTO);
    assertThat(objects.parse(line(1, "{\"text\":\"b\"}"))).isEqualTo(ask(1, Optional.empty(), "b"));
    assertThat(objects.parse(line(2, "a text"))).isInstanceOf(Bad.class);
  }

  @Test
  void shouldTakeAllFields() {
    var line =
        "{\"id\":\"a-1\",\"text\":\"caf\\u00e9\",\"model\":\"m\",\"replicas\":5,\"deadlineMs\":1500}";
    assertThat(parser.parse(line(1, line)))
        .isEqualTo(
            new Ask(
                1,
                Optional.of("a-1"),
                "café",
                Optional.of("m"),
                Optional.of(5),
                Optional.of(Duration.ofMillis(1500))));
  }

  @Test
  void shouldTakeNullForAbsent() {
    assertThat(parser.parse(line(1, "{\"text\":\"b\",\"id\":null,\"replicas\":null}")))
        .isEqualTo(ask(1, Optional.empty(), "b"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"text\":\"a\"      | not JSON",
        "{\"text\":\"a\"} {}  | not JSON",
        "[1]                  | expected a JSON object, found: [1]",
        "{}                   | field text is missing",
        "{\"text\":\"  \"}    | field text is blank",
        "{\"text\":7}         | field text must be a string, found: 7",
        "{\"txt\":\"a\"}      | unknown field txt; known are deadlineMs, id, model, replicas, text",
        "{\"text\":\"a\",\"text\":\"b\"} | not JSON: Duplicate field 'text'",
        "{\"text\":\"a\",\"replicas\":2} | field replicas must be a whole number from 3 to 2147483647, found: 2",
        "{\"text\":\"a\",\"replicas\":3.5} | field replicas must be a whole number",
        "{\"text\":\"a\",\"replicas\":\"3\"} | field replicas must be a whole number",
        "{\"text\":\"a\",\"deadlineMs\":0} | field deadlineMs must be a whole number from 1",
        "{\"text\":\"a\",\"deadlineMs\":99999999999999999999} | field deadlineMs must be a whole number",
        "{\"text\":\"a\",\"id\":\"a b\"} | field id must be 1 to 128 of A-Z a-z 0-9 . _ : -, found: a b",
        "{\"text\":\"a\",\"id\":\"\"} | field id must be",
        "{\"text\":\"a\\ud800\"} | the text has half a surrogate pair at character 2"
      })
  void shouldSayWhatIsWrong(String text, String reason) {
    assertThat(parser.parse(line(9, text.strip())))
        .isInstanceOfSatisfying(
            Bad.class,
            bad -> {
              assertThat(bad.number()).isEqualTo(9);
              assertThat(bad.reason()).startsWith(reason);
            });
  }

  @Test
  void shouldTakeAnIdOnce() {
    parser.parse(line(1, "{\"id\":\"a\",\"text\":\"a\"}"));
    assertThat(parser.parse(line(2, "{\"id\":\"a\",\"text\":\"a\"}")))
        .isEqualTo(new Bad(2, "id a is that of line 1 already"));
  }

  @Test
  void shouldPassOnWhatTheReaderFound() {
    assertThat(parser.parse(new RawLine(4, "", "not valid UTF-8")))
        .isEqualTo(new Bad(4, "not valid UTF-8"));
  }

  private static RawLine line(long number, String text) {
    return new RawLine(number, text, "");
  }

  private static Ask ask(long number, Optional<String> id, String text) {
    return new Ask(number, id, text, Optional.empty(), Optional.empty(), Optional.empty());
  }
}
