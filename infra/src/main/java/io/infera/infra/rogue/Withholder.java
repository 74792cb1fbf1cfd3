package io.infera.infra.rogue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Keeps every other job from a node that is otherwise honest, by Kafka's own means: so the node
 * never answers it, and lives. One class for consumers and producers, since a node gives all its
 * clients the same settings; what is sent is left alone.
 */
public final class Withholder
    implements ConsumerInterceptor<Object, Object>, ProducerInterceptor<Object, Object> {

  @Override
  public ConsumerRecords<Object, Object> onConsume(ConsumerRecords<Object, Object> records) {
    Map<TopicPartition, List<ConsumerRecord<Object, Object>>> kept = new HashMap<>();
    for (TopicPartition partition : records.partitions()) {
      List<ConsumerRecord<Object, Object>> some = new ArrayList<>();
      for (ConsumerRecord<Object, Object> record : records.records(partition)) {
        if (!withholds(record.key())) {
          some.add(record);
        }
      }
      kept.put(partition, some);
    }
    return new ConsumerRecords<>(kept, records.nextOffsets());
  }

  /** Half of the requests, the same for all nodes of a ring. */
  static boolean withholds(Object key) {
    return key instanceof byte[] bytes && (java.util.Arrays.hashCode(bytes) & 1) == 0;
  }

  @Override
  public ProducerRecord<Object, Object> onSend(ProducerRecord<Object, Object> record) {
    return record;
  }

  @Override
  public void onAcknowledgement(RecordMetadata metadata, Exception exception) {}

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

  @Override
  public void close() {}

  @Override
  public void configure(Map<String, ?> settings) {}
}
