package io.infera.dispatcher.stream;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads the network's log beside the stream: what stands there need not be kept a second time. For
 * one thread.
 */
public interface LogReader extends AutoCloseable {
  /**
   * A record with a value.
   *
   * @param offset where it stands in its partition
   * @param timestamp of the record, milliseconds since 1970
   * @param value as it was written
   */
  record Entry(long offset, long timestamp, byte[] value) {}

  /**
   * The record at a place; empty when none with a value stands there (any more).
   *
   * @throws org.apache.kafka.common.KafkaException when the broker does not answer
   */
  Optional<Entry> find(String topic, int partition, long offset);

  /**
   * Every record from a time on up to what is there now, in order.
   *
   * @throws org.apache.kafka.common.KafkaException when the broker does not answer
   */
  void forEach(String topic, int partition, Instant since, Consumer<Entry> each);

  @Override
  void close();
}
