package io.infera.settlement;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A consumer of infera.settlements, read committed, as bytes. It belongs to no group, commits no
 * offset and stands nowhere by itself: where to read is said by the chain.
 */
final class LaneConsumer {
  private LaneConsumer() {}

  /**
   * @param settings of the client; those above are set in it, whatever they were
   */
  static Consumer<byte[], byte[]> of(Map<String, ?> settings) {
    var all = new HashMap<String, Object>(settings);
    all.remove(ConsumerConfig.GROUP_ID_CONFIG);
    all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
