package io.infera.verification.stream;

import io.infera.schemas.catalog.DeadLetter;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A dead letter on its way out: what could not be read, byte for byte, with its origin in the
 * headers.
 *
 * @param topic the dead-letter topic
 * @param key as it came, or null
 * @param value as it came, or null
 * @param headers as they came, and the origin
 */
public record Letter(String topic, byte[] key, byte[] value, List<LogHeader> headers) {
  /** How this job signs its dead letters. */
  public static final String APPLICATION = "verification";

  public Letter {
    headers = List.copyOf(headers);
  }

  public static Letter of(LogRecord origin, Throwable cause) {
    return of(
        DeadLetter.of(
            APPLICATION,
            origin.topic().topicName(),
            origin.partition(),
            origin.offset(),
            origin.time(),
            origin.key(),
            origin.value(),
            LogHeader.toKafka(origin.headers()),
            cause));
  }

  public static Letter of(ProducerRecord<byte[], byte[]> letter) {
    return new Letter(letter.topic(), letter.key(), letter.value(), LogHeader.of(letter.headers()));
  }

  public ProducerRecord<byte[], byte[]> toKafka() {
    return new ProducerRecord<>(topic, null, key, value, LogHeader.toKafka(headers));
  }
}
