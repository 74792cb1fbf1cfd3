package io.infera.ingest;

import io.infera.event.InferenceRequest;
import io.infera.ingest.domain.InFlight;
import io.infera.runtime.KafkaDefaults;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Makes the clients of a producer, in bounded time, and says which of the parts it needs is not
 * there.
 */
final class Connector {
  private static final Duration CLOSE = Duration.ofSeconds(1);

  private Connector() {}

  static RequestProducer connect(ProducerSettings settings) {
    var registry = SchemaRegistry.connect(settings.schemaRegistry());
    try {
      requireRegistry(registry, settings);
      return connect(settings, registry);
    } catch (RuntimeException e) {
      registry.close();
      throw e;
    }
  }

  private static RequestProducer connect(ProducerSettings settings, SchemaRegistry registry) {
    var serdes = new AvroSerdes(registry);
    var consumer = consumer(settings);
    try {
      requireRequestsTopic(consumer, settings);
      var producer = producer(settings, serdes);
      try {
        var inFlight = new InFlight(settings.maxInFlight(), settings.memory());
        var desk = new AnswerDesk(inFlight, settings.conflicts());
        var replies =
            new ReplyReader(consumer, serdes.deserializer(Topics.RESPONSES), settings, desk);
        replies.start(settings.connectTimeout(), settings.resuming());
        var requests = new RequestSender(producer, inFlight, desk);
        requests.start();
        return new RequestProducer(settings, registry, requests, inFlight, desk, replies);
      } catch (RuntimeException e) {
        producer.close(CLOSE);
        throw e;
      }
    } catch (KafkaException e) {
      consumer.close(CloseOptions.timeout(CLOSE));
      throw new NotConnectedException(unreachable(settings) + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      consumer.close(CloseOptions.timeout(CLOSE));
      throw e;
    }
  }

  /** Also learns the id of our schema, so that sending survives the registry's outage. */
  private static void requireRegistry(SchemaRegistry registry, ProducerSettings settings) {
    var known =
        CompletableFuture.supplyAsync(
            () -> registry.idOf(Topics.REQUESTS.subject(), Topics.REQUESTS.schema()),
            Connector::onDaemon);
    String who = "the schema registry at " + settings.schemaRegistry();
    try {
      known.get(settings.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new NotConnectedException(
          who + " did not answer within " + text(settings.connectTimeout()), e);
    } catch (ExecutionException e) {
      throw new NotConnectedException(e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotConnectedException("interrupted while waiting for " + who, e);
    }
  }

  private static void onDaemon(Runnable work) {
    var thread = new Thread(work, "infera-registry");
    thread.setDaemon(true);
    thread.start();
  }

  private static void requireRequestsTopic(
      Consumer<byte[], byte[]> consumer, ProducerSettings settings) {
    if (consumer.partitionsFor(Topics.REQUESTS.name(), settings.connectTimeout()).isEmpty()) {
      throw new NotConnectedException(
          "topic "
              + Topics.REQUESTS.name()
              + " does not exist at "
              + settings.bootstrapServers()
              + ": is this the network's broker, and was the network set up?",
          null);
    }
  }

  private static String unreachable(ProducerSettings settings) {
    return "cannot work with Kafka at "
        + settings.bootstrapServers()
        + " (waited up to "
        + text(settings.connectTimeout())
        + ")";
  }

  private static String text(Duration duration) {
    return duration.toMillis() / 1_000.0 + " s";
  }

  private static Consumer<byte[], byte[]> consumer(ProducerSettings settings) {
    var properties = common(settings);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(CommonClientConfigs.METADATA_MAX_AGE_CONFIG, 30_000);
    try {
      return new KafkaConsumer<>(
          properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    } catch (KafkaException e) {
      throw new NotConnectedException(unreachable(settings) + ": " + rootMessage(e), e);
    }
  }

  private static Producer<String, InferenceRequest> producer(
      ProducerSettings settings, AvroSerdes serdes) {
    var properties = common(settings);
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, RequestSender.MAX_BLOCK.toMillis());
    return new KafkaProducer<>(
        properties, new StringSerializer(), serdes.serializer(Topics.REQUESTS));
  }

  private static Map<String, Object> common(ProducerSettings settings) {
    var properties = new HashMap<String, Object>();
    properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, "infera-" + settings.identity().address());
    properties.putAll(KafkaDefaults.CLIENT);
    properties.putAll(settings.kafka());
    properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    return properties;
  }

  private static String rootMessage(Throwable e) {
    return e.getCause() == null ? e.getMessage() : rootMessage(e.getCause());
  }
}
