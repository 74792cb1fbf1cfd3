package io.infera.ingest;

import io.infera.event.InferenceRequest;
import io.infera.event.InferenceResponse;
import io.infera.schemas.canonical.Digests;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.catalog.TopicAdmin;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import io.infera.schemas.testing.Records;
import io.infera.schemas.testing.TestBroker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Stands in for the network: answers each id once, at once or when told to, with whatever a test
 * wants. It reads what is appended after it was made.
 */
final class Responder implements AutoCloseable {
  private final TestBroker broker;
  private final SchemaRegistry registry;
  private final KafkaConsumer<String, InferenceRequest> consumer;
  private final KafkaProducer<String, byte[]> producer;
  private final Serializer<InferenceResponse> serializer;
  private final Function<InferenceRequest, List<InferenceResponse>> behaviour;
  private final Set<RequestKey> known = new HashSet<>();
  private final List<InferenceRequest> received = new ArrayList<>();
  private final Queue<InferenceRequest> held = new ArrayDeque<>();
  private final Thread thread = new Thread(this::run, "responder");
  private boolean holding;
  private int mostHeld;
  private volatile boolean closing;

  /** Starts to answer; holds answers back when {@code holding}. */
  Responder(
      TestBroker broker,
      String registryUrl,
      boolean holding,
      Function<InferenceRequest, List<InferenceResponse>> behaviour) {
    this.broker = broker;
    this.registry = SchemaRegistry.connect(registryUrl);
    this.holding = holding;
    this.behaviour = behaviour;
    var serdes = new AvroSerdes(registry);
    Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
    // Longer than the broker is ever away.
    Map<String, Object> patient =
        Map.of("bootstrap.servers", broker.bootstrapServers(), "max.block.ms", 100_000);
    this.consumer =
        new KafkaConsumer<>(client, new StringDeserializer(), serdes.deserializer(Topics.REQUESTS));
    this.producer = new KafkaProducer<>(patient, new StringSerializer(), new ByteArraySerializer());
    this.serializer = serdes.serializer(Topics.RESPONSES);
    var partitions =
        consumer.partitionsFor(Topics.REQUESTS.name()).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.endOffsets(partitions).forEach(consumer::seek);
    thread.start();
  }

  static Responder answering(TestBroker broker, String registryUrl) {
    return new Responder(broker, registryUrl, false, request -> List.of(verified(request)));
  }

  static InferenceResponse verified(InferenceRequest request) {
    return InferenceResponse.newBuilder(Records.response())
        .setRequester(request.getRequester())
        .setRequestId(request.getRequestId())
        .setModelId(request.getModelId())
        .setRequestDigest(Digests.request(request))
        .build();
  }

  private void run() {
    try {
      while (!closing) {
        for (var record : consumer.poll(Duration.ofMillis(50))) {
          take(record.value());
        }
      }
    } catch (KafkaException | IllegalStateException e) {
      if (!closing) {
        throw e;
      }
    }
    consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
  }

  private synchronized void take(InferenceRequest request) {
    received.add(request);
    if (known.add(RequestKey.of(request))) {
      held.add(request);
      mostHeld = Math.max(mostHeld, held.size());
      if (!holding) {
        answerHeld();
      }
    }
    notifyAll();
  }

  /** Answers what was held back, and from now on at once. */
  synchronized void open() {
    holding = false;
    answerHeld();
  }

  private void answerHeld() {
    for (var request = held.poll(); request != null; request = held.poll()) {
      for (InferenceResponse response : behaviour.apply(request)) {
        String topic = topicOf(request);
        produce(topic, RequestKey.of(response).toString(), serializer.serialize(topic, response));
      }
    }
  }

  private String topicOf(InferenceRequest request) {
    if (!request.getOwnReplyTopic()) {
      return Topics.RESPONSES.name();
    }
    var topic = Topics.responses(request.getRequester());
    try (var admin = broker.admin()) {
      new TopicAdmin(admin).ensure(List.of(topic), (short) 1);
    }
    return topic.name();
  }

  /** Writes any bytes; returns when the broker has them. */
  void send(String topic, String key, byte[] value) {
    produce(topic, key, value);
    producer.flush();
  }

  private void produce(String topic, String key, byte[] value) {
    producer.send(new ProducerRecord<>(topic, key, value));
  }

  /** Writes one more answer. */
  void send(InferenceResponse response) {
    String topic = Topics.RESPONSES.name();
    send(topic, RequestKey.of(response).toString(), serializer.serialize(topic, response));
  }

  /** Waits until so many requests have come. */
  synchronized List<InferenceRequest> awaitReceived(int count) throws InterruptedException {
    while (received.size() < count) {
      wait();
    }
    return List.copyOf(received);
  }

  synchronized int received() {
    return received.size();
  }

  /** The most requests that were ever without an answer at once. */
  synchronized int mostHeld() {
    return mostHeld;
  }

  @Override
  public void close() throws InterruptedException {
    closing = true;
    producer.close(Duration.ofSeconds(1));
    thread.join();
    registry.close();
  }
}
