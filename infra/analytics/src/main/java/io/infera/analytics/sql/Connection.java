package io.infera.analytics.sql;

import java.util.Map;
import java.util.TreeMap;

/**
 * Where the streams are.
 *
 * @param kafka settings of Kafka's client; {@code bootstrap.servers} must be there
 * @param registryUrl the schema registry's Confluent API
 */
public record Connection(Map<String, String> kafka, String registryUrl) {
  public Connection {
    kafka = Map.copyOf(new TreeMap<>(kafka));
    if (!kafka.containsKey("bootstrap.servers")) {
      throw new IllegalArgumentException(
          "bootstrap.servers is missing; expected for instance 127.0.0.1:9092");
    }
  }
}
