package io.infera.runtime;

import java.util.Map;

/** Settings of Kafka clients that are better for a network like this than Kafka's own. */
public final class KafkaDefaults {
  /**
   * A broker whose machine, or container, is gone does not even refuse a connection: by Kafka's
   * default a client waits 10 s for it before it asks another who leads now, as long as an attempt
   * at a request may take.
   */
  public static final Map<String, String> CLIENT =
      Map.of(
          "socket.connection.setup.timeout.ms", "2000",
          "socket.connection.setup.timeout.max.ms", "10000");

  private KafkaDefaults() {}
}
