package io.infera.dispatcher;

import io.infera.dispatcher.stream.DispatchMetrics;
import io.infera.schemas.catalog.DeadLetter;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the readers beside the stream put what they cannot use. */
final class DeadLetters {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

  private final String application;
  private final Producer<byte[], byte[]> producer;
  private final DispatchMetrics metrics;

  DeadLetters(String application, Producer<byte[], byte[]> producer, DispatchMetrics metrics) {
    this.application = application;
    this.producer = producer;
    this.metrics = metrics;
  }

  /**
   * Writes a dead letter and waits until it is safe.
   *
   * @throws KafkaException when it cannot be written; the record must not be skipped then
   */
  void put(ConsumerRecord<byte[], byte[]> record, Throwable cause) {
    LOG.warn(
        "record {} of {}-{} goes to the dead letters: {}",
        record.offset(),
        record.topic(),
        record.partition(),
        cause.getMessage());
    try {
      producer.send(DeadLetter.of(application, record, cause)).get();
      metrics.deadLetter(record.topic());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while writing a dead letter", e);
    } catch (ExecutionException e) {
      throw new KafkaException(
          "cannot write the dead letter of "
              + record.topic()
              + "-"
              + record.partition()
              + " at "
              + record.offset()
              + ": "
              + e.getCause().getMessage(),
          e.getCause());
    }
  }
}
