package io.infera.analytics.export;

import io.infera.runtime.Settings;
import io.infera.runtime.SettingsException;
import io.infera.schemas.catalog.Role;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.Topics;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What the export is told.
 *
 * @param kafka {@code kafka.*}, passed to the Kafka client; {@code kafka.bootstrap.servers} must be
 *     there
 * @param registryUrl {@code schema.registry.url}
 * @param groupId {@code group.id}, under which positions are reported; analyst-export
 * @param topics {@code export.topics}; all that analysts may read
 * @param directory {@code export.dir}: where the files go, one directory a topic
 * @param interval {@code export.interval}: files are closed, and can be read, this often; 10m,
 *     because small files are slow to read
 * @param parallelism {@code parallelism}, each subtask writing files of its own; 1
 */
public record ExportParameters(
    Map<String, String> kafka,
    String registryUrl,
    String groupId,
    List<String> topics,
    String directory,
    Duration interval,
    int parallelism)
    implements Serializable {
  private static final Duration LEAST = Duration.ofSeconds(1);

  public ExportParameters {
    kafka = Map.copyOf(kafka);
    topics = List.copyOf(topics);
    if (!kafka.containsKey("bootstrap.servers")) {
      throw new SettingsException(
          "kafka.bootstrap.servers is missing; expected for instance 127.0.0.1:9092");
    }
    if (interval.compareTo(LEAST) < 0) {
      throw new SettingsException(
          "export.interval should be at least 1s, found " + interval.toMillis() + "ms");
    }
    topics.forEach(ExportParameters::topic);
  }

  /** Reads all keys of the job; the caller rejects unknown ones after reading its own. */
  public static ExportParameters read(Settings settings) {
    List<String> named = settings.list("export.topics");
    Path directory = settings.path("export.dir").toAbsolutePath().normalize();
    return new ExportParameters(
        settings.kafka(),
        settings.text("schema.registry.url"),
        settings.text("group.id", "analyst-export"),
        named.isEmpty() ? analysts() : named,
        directory.toString(),
        settings.duration("export.interval", Duration.ofMinutes(10)),
        settings.integer("parallelism", 1, 1, 128));
  }

  private static List<String> analysts() {
    return Topics.all().stream()
        .filter(topic -> topic.readers().contains(Role.ANALYST))
        .<String>map(Topic::name)
        .toList();
  }

  /** The catalogue's topic of a name. */
  static Topic<?> topic(String name) {
    return Topics.all().stream()
        .filter(topic -> topic.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new SettingsException(
                    "export.topics should name topics of the catalogue, found "
                        + name
                        + "; 'infera topics' lists them"));
  }
}
