package io.infera.ingest;

import io.infera.schemas.catalog.Topics;
import io.infera.schemas.identity.Identity;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** What a producer is built from, complete and valid. The builder says what each part means. */
record ProducerSettings(
    String bootstrapServers,
    String schemaRegistry,
    Identity identity,
    String modelId,
    int replicas,
    Duration deadline,
    Duration grace,
    int maxInFlight,
    int memory,
    boolean ownReplyTopic,
    boolean resuming,
    Duration connectTimeout,
    Map<String, String> kafka,
    Optional<Payment> payment,
    ConflictListener conflicts,
    InstantSource clock) {

  ProducerSettings {
    require(bootstrapServers, "bootstrapServers", "bootstrapServers(\"broker:9092\")");
    require(schemaRegistry, "schemaRegistry", "schemaRegistry(\"http://registry:8081\")");
    require(identity, "identity", "identity(...) or keyFile(Path)");
    require(modelId, "modelId", "modelId(\"all-minilm-l6-v2\")");
    atLeast("replicas", replicas, 3);
    atLeast("maxInFlight", maxInFlight, 1);
    atLeast("memory", memory, maxInFlight);
    positive("deadline", deadline);
    positive("grace", grace);
    positive("connectTimeout", connectTimeout);
    kafka = Map.copyOf(kafka);
  }

  String replyTopic() {
    return ownReplyTopic ? Topics.responses(identity.address()).name() : Topics.RESPONSES.name();
  }

  private static void require(Object value, String property, String call) {
    if (value == null || value instanceof String text && text.isBlank()) {
      throw new IllegalStateException(
          "a RequestProducer needs the property "
              + property
              + ": call "
              + call
              + " on its builder");
    }
  }

  private static void atLeast(String property, int value, int least) {
    if (value < least) {
      throw new IllegalStateException(
          property + " must be at least " + least + ", found: " + value);
    }
  }

  private static void positive(String property, Duration value) {
    if (value == null || value.isNegative() || value.isZero()) {
      throw new IllegalStateException(property + " must be a positive duration, found: " + value);
    }
  }
}
