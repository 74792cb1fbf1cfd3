package io.infera.schemas.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * What could not be read, kept byte for byte with its origin. A service that cannot write its dead
 * letter stops; it never skips.
 */
public final class DeadLetter {
  public static final String TOPIC = "infera.dlq.topic";
  public static final String PARTITION = "infera.dlq.partition";
  public static final String OFFSET = "infera.dlq.offset";
  public static final String TIMESTAMP = "infera.dlq.timestamp";
  public static final String APPLICATION = "infera.dlq.application";
  public static final String ERROR = "infera.dlq.error";
  public static final String MESSAGE = "infera.dlq.message";

  private static final int LONGEST_MESSAGE = 2_000;

  private DeadLetter() {}

  public static ProducerRecord<byte[], byte[]> of(
      String application, ConsumerRecord<byte[], byte[]> origin, Throwable cause) {
    return of(
        application,
        origin.topic(),
        origin.partition(),
        origin.offset(),
        origin.timestamp(),
        origin.key(),
        origin.value(),
        origin.headers(),
        cause);
  }

  /**
   * The record for the dead-letter topic of {@code topic}: key, value and headers as they came, and
   * the origin in headers of its own (numbers as decimal text).
   */
  public static ProducerRecord<byte[], byte[]> of(
      String application,
      String topic,
      int partition,
      long offset,
      long timestamp,
      byte[] key,
      byte[] value,
      Iterable<Header> headers,
      Throwable cause) {
    var letter = new ProducerRecord<byte[], byte[]>(Topics.dlq(topic), null, key, value, headers);
    Headers origin = letter.headers();
    put(origin, TOPIC, topic);
    put(origin, PARTITION, Integer.toString(partition));
    put(origin, OFFSET, Long.toString(offset));
    put(origin, TIMESTAMP, Long.toString(timestamp));
    put(origin, APPLICATION, application);
    put(origin, ERROR, cause.getClass().getSimpleName());
    put(origin, MESSAGE, shorten(String.valueOf(cause.getMessage())));
    return letter;
  }

  private static String shorten(String message) {
    return message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE);
  }

  private static void put(Headers headers, String name, String value) {
    headers.remove(name).add(name, value.getBytes(UTF_8));
  }
}
