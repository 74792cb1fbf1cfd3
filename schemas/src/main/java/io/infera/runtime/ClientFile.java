package io.infera.runtime;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * A properties file with settings of Kafka's client, as Kafka's own tools take it: how to log in,
 * for commands that people call, whose command line is no place for a password.
 */
public final class ClientFile {
  private ClientFile() {}

  /**
   * Reads a file.
   *
   * @param file null for none
   * @return its settings; none without a file
   * @throws SettingsException when the file cannot be read; says nothing of what is in it
   */
  public static Map<String, String> read(Path file) {
    var settings = new TreeMap<String, String>();
    if (file == null) {
      return settings;
    }
    var properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new SettingsException(
          "cannot read the settings of Kafka's client in " + file + ": " + e);
    }
    properties.stringPropertyNames().forEach(key -> settings.put(key, properties.getProperty(key)));
    return settings;
  }

  /**
   * Settings for a client.
   *
   * @param bootstrapServers wins over what the file says
   * @param file null for none
   */
  public static Map<String, Object> settings(String bootstrapServers, Path file) {
    var settings = new HashMap<String, Object>(read(file));
    settings.put("bootstrap.servers", bootstrapServers);
    return settings;
  }
}
