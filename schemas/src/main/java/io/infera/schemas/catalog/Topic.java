package io.infera.schemas.catalog;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * One topic of the catalogue: all that creation, access, serialization and documentation need to
 * know.
 *
 * @param name name in Kafka
 * @param subject subject of its values in the schema registry; topics of one family share theirs
 * @param key what the key is, in words; keys are plain UTF-8 strings
 * @param valueType generated class of the values
 * @param schema schema of the values
 * @param partitions number of partitions at creation
 * @param cleanup how the topic forgets
 * @param retention how long records stay, where {@code cleanup} is {@link Cleanup#DELETE}
 * @param brokerTime true when the broker stamps records on append; what decides, decides by that
 *     time
 * @param ticked true when the ticker writes into every partition, so that event time moves without
 *     traffic
 * @param writers who may write
 * @param readers who may read
 * @param personalData true when records may hold what people wrote
 * @param doc what it is for, in a sentence
 */
public record Topic<T extends SpecificRecord>(
    String name,
    String subject,
    String key,
    Class<T> valueType,
    Schema schema,
    int partitions,
    Cleanup cleanup,
    Duration retention,
    boolean brokerTime,
    boolean ticked,
    Set<Role> writers,
    Set<Role> readers,
    boolean personalData,
    String doc) {

  public Topic {
    if (partitions < 1) {
      throw new IllegalArgumentException(
          name + " needs at least one partition, found " + partitions);
    }
    if (ticked && cleanup == Cleanup.COMPACT) {
      throw new IllegalArgumentException(
          name + ": a tick has no key, so a compacted topic cannot be ticked");
    }
    writers = Set.copyOf(writers);
    readers = Set.copyOf(readers);
  }

  /** The settings with which the topic is created, beside partitions and replication. */
  public Map<String, String> configuration() {
    var configuration = new LinkedHashMap<String, String>();
    configuration.put("cleanup.policy", cleanup == Cleanup.COMPACT ? "compact" : "delete");
    configuration.put(
        "retention.ms", cleanup == Cleanup.DELETE ? Long.toString(retention.toMillis()) : "-1");
    if (brokerTime) {
      configuration.put("message.timestamp.type", "LogAppendTime");
    }
    return configuration;
  }

  /** The same topic with another number of partitions, for a network that is larger or smaller. */
  public Topic<T> withPartitions(int count) {
    return new Topic<>(
        name,
        subject,
        key,
        valueType,
        schema,
        count,
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
