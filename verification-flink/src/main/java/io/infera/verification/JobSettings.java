package io.infera.verification;

import io.infera.runtime.Settings;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/**
 * The job's command line: {@code --config FILE}, and {@code --key value} for any key, which wins
 * over the file.
 */
final class JobSettings {
  static final String USAGE =
      """
      usage: verification-flink-job.jar [--config FILE] [--KEY VALUE]...
      example: flink run -d verification-flink-job.jar --config verification.properties --parallelism 4
      keys: network.id, kafka.* (kafka.bootstrap.servers), schema.registry.url, group.id, start.from, parallelism,
        checkpoint.interval, checkpoint.dir, state.backend, settlements.transactional.id.prefix,
        settlements.transaction.timeout, topics.patience, epoch.length, backstop.nodes, roster.silence,
        roster.heartbeat, staking.required, judge.*, reputation.*\
      """;

  private JobSettings() {}

  /**
   * @throws IllegalArgumentException when an argument is not one of the above
   */
  static Settings parse(String[] arguments) throws IOException {
    var values = new LinkedHashMap<String, String>();
    for (int i = 0; i < arguments.length; i += 2) {
      if (!arguments[i].startsWith("--") || i + 1 == arguments.length) {
        throw new IllegalArgumentException(
            "expected --config FILE or --KEY VALUE, found " + arguments[i] + "\n" + USAGE);
      }
      String key = arguments[i].substring(2);
      if (key.equals("config")) {
        load(Path.of(arguments[i + 1])).forEach(values::putIfAbsent);
      } else {
        values.put(key, arguments[i + 1]);
      }
    }
    return Settings.of(values);
  }

  private static Map<String, String> load(Path file) throws IOException {
    var properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    var values = new LinkedHashMap<String, String>();
    properties
        .stringPropertyNames()
        .forEach(key -> values.put(key, properties.getProperty(key).strip()));
    return values;
  }
}
