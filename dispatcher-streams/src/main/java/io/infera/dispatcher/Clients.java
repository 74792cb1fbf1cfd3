package io.infera.dispatcher;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;

/** Makes Kafka clients, all of bytes, from one configuration. */
final class Clients {
  /**
   * A dead letter is its record and some headers, so it must be let out although it is larger than
   * a record may be.
   */
  private static final int LARGEST_REQUEST = 4 << 20;

  private static final long METADATA_BACKOFF = 10;
  private static final long METADATA_MAX_IDLE = 6 * 3_600_000;

  private static final int BATCH_BYTES = 1 << 16;

  /** One request is mostly all that is wanted, and what comes with it is thrown away. */
  private static final int READ_AGAIN_BYTES = 1 << 18;

  /** A killed instance holds its partitions no longer than this, unless it comes back first. */
  private static final int SESSION_MILLIS = 10_000;

  private final DispatcherSettings settings;

  Clients(DispatcherSettings settings) {
    this.settings = settings;
  }

  Admin admin() {
    return Admin.create(common());
  }

  /** A consumer that is assigned its partitions by hand, and commits under a group's name. */
  Consumer<byte[], byte[]> consumer(String group) {
    Map<String, Object> config = common();
    config.put(ConsumerConfig.GROUP_ID_CONFIG, settings.applicationId() + "-" + group);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    // Settlements are written in transactions.
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** A consumer that reads again what the stream has read, in no group's name. */
  Consumer<byte[], byte[]> reader() {
    Map<String, Object> config = common();
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, READ_AGAIN_BYTES);
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  Producer<byte[], byte[]> producer() {
    Map<String, Object> config = common();
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST);
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * The ticker's own producer. A tick needs neither order nor care: the next one says the same. An
   * idempotent producer that falls out of sequence would stop every deadline until it has given up
   * on its old records.
   */
  Producer<byte[], byte[]> tickProducer() {
    Map<String, Object> config = common();
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false);
    config.put(ProducerConfig.ACKS_CONFIG, "1");
    config.put(ProducerConfig.RETRIES_CONFIG, 0);
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * Configuration of the stream.
   *
   * @param instance this instance's id; with it a restarted process takes its partitions back at
   *     once
   */
  Properties streams(String instance) {
    var config = new Properties();
    config.putAll(common());
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.applicationId());
    config.put(StreamsConfig.STATE_DIR_CONFIG, settings.dataDir().resolve("streams").toString());
    config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
    config.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int) settings.replication());
    config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, settings.commitInterval().toMillis());
    config.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
    config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
    config.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, 0);
    config.put(
        StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG),
        settings.linger().toMillis());
    config.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
    config.put(StreamsConfig.producerPrefix(ProducerConfig.ACKS_CONFIG), "all");
    config.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), LARGEST_REQUEST);
    // The first job of a node waits until the producer has heard of the node's topic, and all other
    // requests wait behind it: so it asks often, and forgets late.
    config.put(
        StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), METADATA_BACKOFF);
    config.put(
        StreamsConfig.producerPrefix(ProducerConfig.METADATA_MAX_IDLE_CONFIG), METADATA_MAX_IDLE);
    config.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), instance);
    config.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_MILLIS);
    return config;
  }

  private Map<String, Object> common() {
    return new HashMap<>(settings.kafka());
  }
}
