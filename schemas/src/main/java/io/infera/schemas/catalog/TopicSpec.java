package io.infera.schemas.catalog;

import java.time.Duration;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * Builds a {@link Topic}; what is not said is the common case: deleted after a week, producer's
 * time, not ticked.
 */
final class TopicSpec<T extends SpecificRecord> {
  private final String name;
  private final String key;
  private final Class<T> valueType;
  private final Schema schema;
  private String subject;
  private int partitions = 1;
  private Cleanup cleanup = Cleanup.DELETE;
  private Duration retention = Duration.ofDays(7);
  private boolean brokerTime;
  private boolean ticked;
  private boolean personalData;
  private Set<Role> writers = Set.of();
  private Set<Role> readers = Set.of();

  private TopicSpec(String name, String key, Class<T> valueType, Schema schema) {
    this.name = name;
    this.key = key;
    this.valueType = valueType;
    this.schema = schema;
    this.subject = name + "-value";
  }

  static <T extends SpecificRecord> TopicSpec<T> of(
      String name, String key, Class<T> valueType, Schema schema) {
    return new TopicSpec<>(name, key, valueType, schema);
  }

  TopicSpec<T> subject(String value) {
    subject = value;
    return this;
  }

  TopicSpec<T> partitions(int count) {
    partitions = count;
    return this;
  }

  TopicSpec<T> days(int days) {
    retention = Duration.ofDays(days);
    return this;
  }

  TopicSpec<T> compacted() {
    cleanup = Cleanup.COMPACT;
    return this;
  }

  TopicSpec<T> kept() {
    cleanup = Cleanup.KEEP;
    return this;
  }

  TopicSpec<T> brokerTime() {
    brokerTime = true;
    return this;
  }

  TopicSpec<T> ticked() {
    ticked = true;
    return this;
  }

  TopicSpec<T> personal() {
    personalData = true;
    return this;
  }

  TopicSpec<T> writers(Role... roles) {
    writers = Set.of(roles);
    return this;
  }

  TopicSpec<T> readers(Role... roles) {
    readers = Set.of(roles);
    return this;
  }

  /** Says what the topic is for, and with that it is complete. */
  Topic<T> doc(String doc) {
    return new Topic<>(
        name,
        subject,
        key,
        valueType,
        schema,
        partitions,
        cleanup,
        retention,
        brokerTime,
        ticked,
        writers,
        readers,
        personalData,
        doc);
  }
}
