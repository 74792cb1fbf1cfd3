package io.infera.verification.replay;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/** What is different between two stories: each request, node and model, and which records of it. */
final class Comparison {
  /** How many are named; all are counted. */
  static final int NAMED = 1_000;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Difference> differences = new TreeMap<>();

  /** Where a record is found as it is. */
  enum Where {
    PUBLISHED("published, not replayed"),
    REPLAYED("replayed, not published"),
    BOTH("published otherwise than replayed");

    private final String text;

    Where(String text) {
      this.text = text;
    }

    Where and(Where other) {
      return this == other ? this : BOTH;
    }
  }

  private record Difference(Replayable of, Map<String, Where> records) {}

  /** Takes a record that is only on one side; of the other side's under its key, the same. */
  void differs(Replayable record, Where where) {
    differences
        .computeIfAbsent(record.label(), label -> new Difference(record, new TreeMap<>()))
        .records
        .merge(record.record(), where, Where::and);
  }

  /** How many requests, nodes and models differ. */
  int different() {
    return differences.size();
  }

  /** How many records are on both sides, and not alike. */
  long otherwise() {
    return differences.values().stream()
        .flatMap(difference -> difference.records.values().stream())
        .filter(Where.BOTH::equals)
        .count();
  }

  /** A line for each, up to {@value #NAMED}: what it is, and which of its records is where. */
  String text() {
    var text = new StringBuilder();
    differences.values().stream().limit(NAMED).forEach(difference -> line(difference, text));
    if (differences.size() > NAMED) {
      text.append("and ").append(differences.size() - NAMED).append(" more").append('\n');
    }
    return text.toString();
  }

  private static void line(Difference difference, StringBuilder text) {
    text.append("different: ").append(difference.of.label());
    String comma = ": ";
    for (Map.Entry<String, Where> record : difference.records.entrySet()) {
      text.append(comma).append(record.getKey()).append(' ').append(record.getValue().text);
      comma = "; ";
    }
    text.append('\n');
  }

  /** The same: each names its {@code request}, {@code node} or {@code model}. */
  ArrayNode json() {
    ArrayNode all = JSON.createArrayNode();
    differences.values().stream()
        .limit(NAMED)
        .forEach(
            difference -> {
              ObjectNode one = all.addObject();
              one.put(difference.of.subject().label(), difference.of.name());
              ObjectNode records = one.putObject("records");
              difference.records.forEach((record, where) -> records.put(record, where.text));
            });
    return all;
  }
}
