package io.infera.infra.bench;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How the services of a benchmark are configured, where that is not as usual.
 *
 * @param overrides other values, by service and key
 */
record BenchSettings(Map<String, Map<String, String>> overrides) {
  private static final String NODE = "node";
  private static final String CLIENT = "client";
  private static final Set<String> SERVICES =
      Set.of(NODE, CLIENT, "dispatcher", "verification", "sink");

  /**
   * How long what is written waits for company, milliseconds. Where two cores carry everything,
   * what a batch costs in calls and wake-ups counts for more than the wait; with cores to spare,
   * the services' usual 2 ms serve better.
   */
  private static final String LINGER = "4";

  /** The largest batch that a node signs with one signature. */
  private static final Map<String, String> NODES =
      Map.of(
          "engine", "stub", "batch.size", "256", "queue.limit", "2048", "kafka.linger.ms", LINGER);

  private static final Map<String, String> CLIENTS =
      Map.of(
          "linger.ms", "10", "batch.size", "131072", "max.in.flight.requests.per.connection", "1");

  /**
   * With other values.
   *
   * @param assignments by {@code SERVICE.KEY}
   * @throws IllegalArgumentException when there is no such service
   */
  static BenchSettings with(Map<String, String> assignments) {
    var overrides = new TreeMap<String, Map<String, String>>();
    assignments.forEach(
        (name, value) -> {
          int dot = name.indexOf('.');
          String service = name.substring(0, Math.max(dot, 0));
          if (!SERVICES.contains(service)) {
            throw new IllegalArgumentException(
                "--set should name one of %s and a key, for instance node.kafka.linger.ms=8; found %s"
                    .formatted(String.join(", ", SERVICES.stream().sorted().toList()), name));
          }
          overrides
              .computeIfAbsent(service, none -> new TreeMap<>())
              .put(name.substring(dot + 1), value);
        });
    return new BenchSettings(overrides);
  }

  /**
   * By service.
   *
   * <p>Newcomers may have any number of jobs: there is no reputation to protect, and the bound
   * would be what is measured. A checkpoint on the heap writes every request of the last minutes,
   * so one a second is most of what verification does under load; with this, settlements come up to
   * ten seconds later, answers do not.
   *
   * @param parallelism of verification
   */
  Map<String, Map<String, String>> services(int parallelism) {
    var services = new HashMap<>(overrides);
    services.keySet().removeAll(Set.of(NODE, CLIENT));
    services.put(
        "verification",
        overridden(
            "verification",
            Map.of(
                "reputation.probation.in.flight",
                "0",
                "checkpoint.interval",
                "10s",
                "kafka.linger.ms",
                LINGER,
                "parallelism",
                Integer.toString(parallelism))));
    return services;
  }

  /** Of every node. */
  Map<String, String> node() {
    return overridden(NODE, NODES);
  }

  /** Of the Kafka clients of who asks. */
  Map<String, String> client() {
    return overridden(CLIENT, CLIENTS);
  }

  private Map<String, String> overridden(String service, Map<String, String> usual) {
    var settings = new HashMap<>(usual);
    settings.putAll(overrides.getOrDefault(service, Map.of()));
    return settings;
  }
}
