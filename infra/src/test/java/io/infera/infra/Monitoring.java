package io.infera.infra;

import io.infera.infra.local.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What alarms and dashboard speak of. */
final class Monitoring {
  static final Path DIRECTORY = Repository.find().root().resolve("infra/monitoring");
  private static final Pattern METRIC =
      Pattern.compile("\\b(?:infera|flink|jvm|process)_[a-z0-9_]+");

  private Monitoring() {}

  /** Every metric that a file of the directory names. */
  static Set<String> metrics(String file) {
    return all(METRIC, read(file));
  }

  /** Names of the alarms. */
  static Set<String> alarms() {
    return all(Pattern.compile("(?<=- alert: )\\w+"), read("alerts.yml"));
  }

  /** Metrics that a service exposes, as Prometheus calls them. */
  static Set<String> exposed(String scraped) {
    return scraped
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("[{ ]", 2)[0])
        .collect(Collectors.toCollection(TreeSet::new));
  }

  static String read(String file) {
    try {
      return Files.readString(DIRECTORY.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> all(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(java.util.regex.MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
