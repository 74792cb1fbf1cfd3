package io.infera.ingest.domain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.infera.ingest.domain.InputLine.Ask;
import io.infera.ingest.domain.InputLine.Bad;
import io.infera.ingest.domain.InputLine.Blank;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Understands lines of input, one after the other. A line is bad or good by itself, except that an
 * id may come once.
 */
public final class LineParser {
  private static final Set<String> FIELDS = Set.of("id", "text", "model", "replicas", "deadlineMs");
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Map<String, Long> lineOfId = new HashMap<>();
  private LineFormat format;

  public LineParser(LineFormat format) {
    this.format = format;
  }

  public InputLine parse(RawLine line) {
    if (!line.defect().isEmpty()) {
      return new Bad(line.number(), line.defect());
    }
    if (line.isBlank()) {
      return new Blank(line.number());
    }
    if (format == LineFormat.AUTO) {
      format = line.text().stripLeading().startsWith("{") ? LineFormat.JSONL : LineFormat.TEXT;
    }
    try {
      return format == LineFormat.JSONL ? object(line) : text(line);
    } catch (BadLineException e) {
      return new Bad(line.number(), e.getMessage());
    }
  }

  private static Ask text(RawLine line) throws BadLineException {
    return new Ask(
        line.number(),
        Optional.empty(),
        wellFormed(line.text()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private Ask object(RawLine line) throws BadLineException {
    var json = read(line.text());
    var unknown = new TreeSet<String>();
    json.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(FIELDS);
    if (!unknown.isEmpty()) {
      throw new BadLineException(
          "unknown field "
              + unknown.first()
              + "; known are "
              + String.join(", ", new TreeSet<>(FIELDS)));
    }
    var text =
        string(json, "text").orElseThrow(() -> new BadLineException("field text is missing"));
    if (text.isBlank()) {
      throw new BadLineException("field text is blank");
    }
    var ask =
        new Ask(
            line.number(),
            id(json),
            wellFormed(text),
            string(json, "model"),
            whole(json, "replicas", 3, Integer.MAX_VALUE).map(Long::intValue),
            whole(json, "deadlineMs", 1, Integer.MAX_VALUE).map(Duration::ofMillis));
    if (ask.id().isPresent()) {
      requireNew(ask.id().get(), line.number());
    }
    return ask;
  }

  private static JsonNode read(String text) throws BadLineException {
    try {
      var json = JSON.readTree(text);
      if (!json.isObject()) {
        throw new BadLineException("expected a JSON object, found: " + shortened(text));
      }
      return json;
    } catch (JsonProcessingException e) {
      throw new BadLineException(
          "not JSON: " + e.getOriginalMessage().lines().findFirst().orElse(""));
    }
  }

  private static Optional<String> id(JsonNode json) throws BadLineException {
    var id = string(json, "id");
    if (id.isPresent() && !RequestIds.isValid(id.get())) {
      throw new BadLineException(
          "field id must be " + RequestIds.RULE + ", found: " + shortened(id.get()));
    }
    return id;
  }

  private void requireNew(String id, long number) throws BadLineException {
    var earlier = lineOfId.putIfAbsent(id, number);
    if (earlier != null) {
      throw new BadLineException("id " + id + " is that of line " + earlier + " already");
    }
  }

  private static Optional<String> string(JsonNode json, String field) throws BadLineException {
    var value = json.get(field);
    if (value == null || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw new BadLineException(
          "field " + field + " must be a string, found: " + shortened(value.toString()));
    }
    return Optional.of(value.textValue());
  }

  private static Optional<Long> whole(JsonNode json, String field, long min, long max)
      throws BadLineException {
    var value = json.get(field);
    if (value == null || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < min
        || value.longValue() > max) {
      throw new BadLineException(
          "field "
              + field
              + " must be a whole number from "
              + min
              + " to "
              + max
              + ", found: "
              + shortened(value.toString()));
    }
    return Optional.of(value.longValue());
  }

  /**
   * JSON can name half a character, which UTF-8 cannot carry: it would reach the nodes as a
   * question mark.
   */
  private static String wellFormed(String text) throws BadLineException {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw new BadLineException("the text has half a surrogate pair at character " + (i + 1));
      }
    }
    return text;
  }

  private static String shortened(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "...";
  }

  private static final class BadLineException extends Exception {
    private static final long serialVersionUID = 1L;

    BadLineException(String reason) {
      super(reason, null, false, false);
    }
  }
}
