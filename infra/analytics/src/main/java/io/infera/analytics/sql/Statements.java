package io.infera.analytics.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Splits a text of SQL at its semicolons; those in quotes and comments end nothing. */
final class Statements {
  private Statements() {}

  /** The statements, without the semicolons, without those that are empty or comments alone. */
  static List<String> of(String text) {
    var statements = new ArrayList<String>();
    int begin = 0;
    for (int at = 0; at < text.length(); at = next(text, at)) {
      if (text.charAt(at) == ';') {
        statements.add(text.substring(begin, at));
        begin = at + 1;
      }
    }
    statements.add(text.substring(begin));
    return statements.stream()
        .map(String::strip)
        .filter(statement -> !withoutComments(statement).isEmpty())
        .toList();
  }

  /** The text of a file beside this class. */
  static String resource(String name) {
    try (InputStream in = Statements.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Behind the character, or behind what is quoted or a comment where one begins here. */
  private static int next(String text, int at) {
    char here = text.charAt(at);
    if (here == '\'' || here == '`' || here == '"') {
      return behind(text, String.valueOf(here), at + 1);
    }
    if (text.startsWith("--", at)) {
      return behind(text, "\n", at);
    }
    return text.startsWith("/*", at) ? behind(text, "*/", at + 2) : at + 1;
  }

  private static int behind(String text, String end, int from) {
    int at = text.indexOf(end, from);
    return at < 0 ? text.length() : at + end.length();
  }

  private static String withoutComments(String statement) {
    return statement.replaceAll("(?s)/\\*.*?\\*/|--[^\\n]*", "").strip();
  }
}
