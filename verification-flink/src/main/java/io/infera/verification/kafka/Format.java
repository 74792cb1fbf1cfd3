package io.infera.verification.kafka;

import io.infera.verification.stream.Emission;
import io.infera.verification.stream.Letter;
import java.io.Serializable;
import org.apache.kafka.clients.producer.ProducerRecord;

/** How elements of one type become Kafka's records. */
interface Format<T> extends Serializable {
  /** Opened once per subtask. */
  Opened<T> open(String registryUrl);

  /** An open format. */
  interface Opened<T> extends AutoCloseable {
    ProducerRecord<byte[], byte[]> encode(T element);

    /** True when the record goes to a topic that others may delete. */
    boolean mayLackTopic(T element);

    @Override
    void close();
  }

  /** Avro records of the catalogue's topics. */
  final class Emissions implements Format<Emission> {
    private static final long serialVersionUID = 1L;

    @Override
    public Opened<Emission> open(String registryUrl) {
      var encoder = new Encoder(registryUrl);
      return new Opened<>() {
        @Override
        public ProducerRecord<byte[], byte[]> encode(Emission element) {
          return encoder.encode(element);
        }

        @Override
        public boolean mayLackTopic(Emission element) {
          return element.toOwnReplyTopic();
        }

        @Override
        public void close() {
          encoder.close();
        }
      };
    }
  }

  /** Dead letters, byte for byte. */
  final class DeadLetters implements Format<Letter> {
    private static final long serialVersionUID = 1L;

    @Override
    public Opened<Letter> open(String registryUrl) {
      return new Opened<>() {
        @Override
        public ProducerRecord<byte[], byte[]> encode(Letter element) {
          return element.toKafka();
        }

        @Override
        public boolean mayLackTopic(Letter element) {
          return false;
        }

        @Override
        public void close() {
          // Nothing is held.
        }
      };
    }
  }
}
