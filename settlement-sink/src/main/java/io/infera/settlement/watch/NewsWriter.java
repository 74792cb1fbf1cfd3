package io.infera.settlement.watch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.event.EpochBeacon;
import io.infera.event.InferenceRequest;
import io.infera.event.NodeStake;
import io.infera.event.RequesterDeposit;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.AvroSerdes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes what the chain says to its topics. */
final class NewsWriter implements AutoCloseable {
  private final AvroSerdes serdes;
  private final Producer<byte[], byte[]> producer;
  private final List<Future<RecordMetadata>> sent = new ArrayList<>();

  NewsWriter(Map<String, String> kafka, AvroSerdes serdes) {
    this.serdes = serdes;
    var settings = new HashMap<String, Object>(kafka);
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    this.producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  void stake(NodeStake stake) {
    send(Topics.STAKES, stake.getNodeId(), stake);
  }

  void deposit(RequesterDeposit deposit) {
    send(Topics.DEPOSITS, deposit.getRequester(), deposit);
  }

  void beacon(EpochBeacon beacon) {
    send(Topics.BEACONS, Long.toString(beacon.getEpoch()), beacon);
  }

  void request(InferenceRequest request) {
    send(Topics.REQUESTS, RequestKey.of(request).toString(), request);
  }

  private <T extends SpecificRecord> void send(Topic<T> topic, String key, T value) {
    byte[] bytes = serdes.serializer(topic).serialize(topic.name(), value);
    sent.add(producer.send(new ProducerRecord<>(topic.name(), key.getBytes(UTF_8), bytes)));
  }

  /**
   * Waits for the broker.
   *
   * @throws KafkaException when it did not take all: what depends on them must not go on
   */
  void flush() {
    producer.flush();
    try {
      for (Future<RecordMetadata> one : sent) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while records were written", e);
    } finally {
      sent.clear();
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
