package io.infera.verification.stream;

import io.infera.schemas.catalog.Topics;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;

/**
 * A record on its way out.
 *
 * @param kind which of the catalogue's topics it belongs to
 * @param topic where it goes: the catalogue's topic, or a requester's own reply topic
 * @param key its Kafka key
 * @param value what is written
 */
public record Emission(OutputTopic kind, String topic, String key, SpecificRecord value) {

  public Emission {
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(key, "key");
    if (!kind.topic().valueType().isInstance(value)) {
      throw new IllegalArgumentException(
          "expected a "
              + kind.topic().valueType().getSimpleName()
              + " for "
              + topic
              + ", found "
              + value);
    }
  }

  public static Emission of(OutputTopic kind, String key, SpecificRecord value) {
    return new Emission(kind, kind.topic().name(), key, value);
  }

  /** True when a requester's own topic is meant, which can be deleted under the running job. */
  public boolean toOwnReplyTopic() {
    return kind == OutputTopic.RESPONSES && !topic.equals(Topics.RESPONSES.name());
  }
}
