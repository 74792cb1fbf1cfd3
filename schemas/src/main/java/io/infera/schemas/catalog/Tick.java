package io.infera.schemas.catalog;

import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A record that says only that time has passed: no key, no value. The ticker writes one into every
 * partition of the ticked topics, so that deadlines pass although nothing else is written; everyone
 * else ignores them.
 */
public final class Tick {
  private Tick() {}

  public static <K, V> ProducerRecord<K, V> record(String topic, int partition) {
    return new ProducerRecord<>(topic, partition, null, null);
  }

  public static boolean is(Object key, Object value) {
    return key == null && value == null;
  }
}
