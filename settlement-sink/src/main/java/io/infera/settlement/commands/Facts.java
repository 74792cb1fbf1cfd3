package io.infera.settlement.commands;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a command found or did: a sentence for people, and facts by name. */
final class Facts {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final String sentence;
  private final Map<String, Object> byName = new LinkedHashMap<>();

  Facts(String sentence) {
    this.sentence = sentence;
  }

  /** Adds one; its text is its {@code toString}, numbers and lists stay what they are in JSON. */
  Facts with(String name, Object value) {
    byName.put(name, value);
    return this;
  }

  String sentence() {
    return sentence;
  }

  /** One of them; null when there is none of that name. */
  Object value(String name) {
    return byName.get(name);
  }

  String json() {
    Map<String, Object> all = new LinkedHashMap<>();
    byName.forEach((name, value) -> all.put(camel(name), plain(value)));
    try {
      return JSON.writeValueAsString(all);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("facts cannot be written as JSON", e);
    }
  }

  private static Object plain(Object value) {
    return value instanceof Number || value instanceof Boolean || value instanceof Iterable<?>
        ? value
        : String.valueOf(value);
  }

  private static String camel(String name) {
    var text = new StringBuilder();
    for (String word : name.split(" ")) {
      text.append(
          text.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    return text.toString();
  }

  String text() {
    int width = byName.keySet().stream().mapToInt(String::length).max().orElse(0);
    var text = new StringBuilder(sentence);
    byName.forEach(
        (name, value) ->
            text.append(System.lineSeparator())
                .append(("  %-" + width + "s  %s").formatted(name, value)));
    return text.toString();
  }
}
