package io.infera.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.InferenceInput;
import io.infera.event.NodeHeartbeat;
import io.infera.event.NodeRegistration;
import io.infera.event.ReplicaJob;
import io.infera.event.ReplicaResult;
import io.infera.event.ResultStatus;
import io.infera.event.ServedModel;
import io.infera.node.djl.MiniLmEngine;
import io.infera.node.stub.StubEngine;
import io.infera.schemas.canonical.Digests;
import io.infera.schemas.catalog.DeadLetter;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.TopicAdmin;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.identity.BatchVerifier;
import io.infera.schemas.identity.Signatures;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import io.infera.schemas.testing.InMemorySchemaRegistry;
import io.infera.schemas.testing.Records;
import io.infera.schemas.testing.TestBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real process against a real broker; the test plays dispatcher and verification. */
class NodeIT {
  private static TestBroker broker;
  private static InMemorySchemaRegistry registryServer;
  private static SchemaRegistry registry;
  private static AvroSerdes serdes;
  private static Admin admin;
  private static KafkaProducer<byte[], byte[]> producer;

  @TempDir private Path directory;
  private RunningNode node;
  private ServedModel served;

  @BeforeAll
  static void startBroker() {
    broker = TestBroker.start();
    registryServer = InMemorySchemaRegistry.start();
    registry = SchemaRegistry.connect(registryServer.url());
    serdes = new AvroSerdes(registry);
    admin = broker.admin();
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    new TopicAdmin(admin)
        .ensure(List.of(Topics.RESULTS, Topics.REGISTRATIONS, Topics.HEARTBEATS), (short) 1);
  }

  @AfterAll
  static void stopBroker() {
    producer.close();
    admin.close();
    registry.close();
    registryServer.close();
    broker.close();
  }

  @BeforeEach
  void stub() throws IOException {
    configure(Map.of("engine", "stub"), StubEngine.served("stub", 384));
  }

  @AfterEach
  void killNode() throws InterruptedException {
    node.close();
  }

  @Test
  void shouldRegisterWaitForAdmissionAndAnswerWithTheModel() throws Exception {
    configure(Map.of("device", "cpu"), MiniLmEngine.served());
    node.start();
    NodeRegistration registration = await(Topics.REGISTRATIONS, own(NodeRegistration::getNodeId));
    admit();
    NodeHeartbeat heartbeat = await(Topics.HEARTBEATS, own(NodeHeartbeat::getNodeId));
    send(job("r1", new InferenceInput("A cat sat in the window.")));
    ReplicaResult result = await(Topics.RESULTS, own(ReplicaResult::getNodeId));

    assertThat(registration.getModels()).containsExactly(served);
    assertThat(registration.getHardware().getDevice()).isEqualTo("cpu");
    assertThat(
            Signatures.recover(
                Digests.registration(Records.NETWORK, registration), registration.getSignature()))
        .hasValue(node.nodeId());
    assertThat(heartbeat.getReady()).isTrue();
    assertThat(
            Signatures.recover(
                Digests.heartbeat(Records.NETWORK, heartbeat), heartbeat.getSignature()))
        .hasValue(node.nodeId());
    assertThat(result.getStatus()).isEqualTo(ResultStatus.OK);
    assertThat(result.getOutput().getDimension()).isEqualTo(384);
    assertThat(result.getOutput().getInputTokens()).isEqualTo(9);
    assertThat(result.getModel()).isEqualTo(served);
    assertThat(signer(result)).isEqualTo(node.nodeId());
  }

  @Test
  void shouldLoseNothingWhenItIsKilled() throws Exception {
    configure(
        Map.of("engine", "stub", "stub.service.time", "10ms", "batch.size", "8"),
        StubEngine.served("stub", 384));
    admit();
    for (int i = 0; i < 200; i++) {
      send(job("r" + i, new InferenceInput("text " + i)));
    }
    node.start();
    await(Topics.RESULTS, own(ReplicaResult::getNodeId));
    node.kill9();
    long before = requests(results()).size();
    node.start();
    List<ReplicaResult> all = awaitRequests(200);

    assertThat(before).isLessThan(200);
    assertThat(requests(all)).hasSize(200);
    assertThat(all).allMatch(result -> signer(result).equals(node.nodeId()));
    assertThat(outputs(all)).isEqualTo(200);
  }

  @Test
  void shouldFinishItsJobsOnSigterm() throws Exception {
    configure(
        Map.of("engine", "stub", "stub.service.time", "5ms", "batch.size", "8"),
        StubEngine.served("stub", 384));
    admit();
    for (int i = 0; i < 100; i++) {
      send(job("r" + i, new InferenceInput("text " + i)));
    }
    node.start();
    await(Topics.RESULTS, own(ReplicaResult::getNodeId));
    int exit = node.terminate();

    assertThat(exit).isIn(0, 143);
    assertThat(results()).hasSize(100);
    assertThat(all(Topics.HEARTBEATS, own(NodeHeartbeat::getNodeId)))
        .last()
        .satisfies(heartbeat -> assertThat(heartbeat.getDraining()).isTrue());
    assertThat(committed()).isEqualTo(100);
  }

  @Test
  void shouldSendWhatIsNoJobToTheDeadLetters() throws Exception {
    admit();
    byte[] poison = "poison".getBytes(UTF_8);
    producer.send(new ProducerRecord<>(jobs().name(), "k".getBytes(UTF_8), poison)).get();
    producer.send(new ProducerRecord<>(jobs().name(), "k".getBytes(UTF_8), null)).get();
    send(job("r1", new InferenceInput("after the poison")));
    node.start();
    ReplicaResult result = await(Topics.RESULTS, own(ReplicaResult::getNodeId));
    List<ConsumerRecord<byte[], byte[]>> dead =
        TopicReader.until(
            broker.bootstrapServers(), Topics.dlq(jobs().name()), letters -> letters.size() >= 2);

    assertThat(result.getRequestId()).isEqualTo("r1");
    assertThat(dead).hasSize(2);
    assertThat(dead.get(0).value()).isEqualTo(poison);
    assertThat(header(dead.get(0), DeadLetter.TOPIC)).isEqualTo(jobs().name());
    assertThat(header(dead.get(0), DeadLetter.OFFSET)).isEqualTo("0");
    assertThat(header(dead.get(0), DeadLetter.APPLICATION)).isEqualTo("gpu-consumer");
    assertThat(header(dead.get(1), DeadLetter.OFFSET)).isEqualTo("1");
    assertThat(node.terminate()).isIn(0, 143);
    assertThat(committed()).isEqualTo(3);
  }

  @Test
  void shouldFailOneJobAlone() throws Exception {
    admit();
    send(job("good", new InferenceInput("good")));
    send(job("empty", new InferenceInput((String) null)));
    send(
        ReplicaJob.newBuilder(job("other", new InferenceInput("other")))
            .setModel(Records.served())
            .build());
    send(
        ReplicaJob.newBuilder(job("late", new InferenceInput("late")))
            .setDeadline(Records.AT)
            .build());
    send(job("good2", new InferenceInput("good")));
    node.start();
    Map<String, ReplicaResult> byId = new HashMap<>();
    awaitRequests(4).forEach(result -> byId.put(result.getRequestId(), result));
    node.terminate();

    assertThat(byId).containsOnlyKeys("good", "empty", "other", "good2");
    assertThat(byId.get("good").getStatus()).isEqualTo(ResultStatus.OK);
    assertThat(byId.get("good2").getStatus()).isEqualTo(ResultStatus.OK);
    assertThat(byId.get("empty").getStatus()).isEqualTo(ResultStatus.FAILED);
    assertThat(byId.get("other").getError()).contains("This node serves stub");
    assertThat(byId.values()).allMatch(result -> signer(result).equals(node.nodeId()));
    assertThat(committed()).isEqualTo(5);
  }

  private void configure(Map<String, String> settings, ServedModel model) throws IOException {
    Map<String, String> all = new HashMap<>(settings);
    all.put("network.id", Records.NETWORK);
    all.put("kafka.bootstrap.servers", broker.bootstrapServers());
    all.put("schema.registry.url", registryServer.url());
    node = new RunningNode(directory, all);
    served = model;
  }

  private void admit() {
    new TopicAdmin(admin).ensure(List.of(jobs()), (short) 1);
  }

  private Topic<ReplicaJob> jobs() {
    return Topics.jobs(node.nodeId());
  }

  private ReplicaJob job(String requestId, InferenceInput input) {
    return ReplicaJob.newBuilder(Records.job(1))
        .setRequestId(requestId)
        .setNodeId(node.nodeId())
        .setModel(served)
        .setInput(input)
        .setDeadline(Instant.now().plusSeconds(600).truncatedTo(ChronoUnit.MILLIS))
        .build();
  }

  private void send(ReplicaJob job) throws ExecutionException, InterruptedException {
    byte[] key = RequestKey.of(job).toString().getBytes(UTF_8);
    byte[] value = serdes.serializer(jobs()).serialize(jobs().name(), job);
    producer.send(new ProducerRecord<>(jobs().name(), key, value)).get();
  }

  private <T> Predicate<T> own(Function<T, String> nodeId) {
    return value -> nodeId.apply(value).equals(node.nodeId());
  }

  private List<ReplicaResult> results() {
    return all(Topics.RESULTS, own(ReplicaResult::getNodeId));
  }

  private List<ReplicaResult> awaitRequests(int count) {
    Predicate<ReplicaResult> own = own(ReplicaResult::getNodeId);
    return TopicReader.until(
            broker.bootstrapServers(),
            Topics.RESULTS.name(),
            found -> requests(decoded(Topics.RESULTS, found, own)).size() >= count)
        .stream()
        .map(found -> decode(Topics.RESULTS, found))
        .filter(own)
        .toList();
  }

  private <T extends SpecificRecord> T await(Topic<T> topic, Predicate<T> wanted) {
    var found =
        TopicReader.until(
            broker.bootstrapServers(),
            topic.name(),
            records -> !decoded(topic, records, wanted).isEmpty());
    return decoded(topic, found, wanted).get(0);
  }

  private <T extends SpecificRecord> List<T> all(Topic<T> topic, Predicate<T> wanted) {
    return decoded(topic, TopicReader.all(broker.bootstrapServers(), topic.name()), wanted);
  }

  private static <T extends SpecificRecord> List<T> decoded(
      Topic<T> topic, List<ConsumerRecord<byte[], byte[]>> found, Predicate<T> wanted) {
    return found.stream().map(message -> decode(topic, message)).filter(wanted).toList();
  }

  private static <T extends SpecificRecord> T decode(
      Topic<T> topic, ConsumerRecord<byte[], byte[]> message) {
    return serdes.deserializer(topic).deserialize(topic.name(), message.value());
  }

  private static List<String> requests(List<ReplicaResult> results) {
    return results.stream().map(ReplicaResult::getRequestId).distinct().toList();
  }

  /** Distinct pairs of request and vector: a job done twice gives the same vector. */
  private static long outputs(List<ReplicaResult> results) {
    return results.stream()
        .map(result -> List.of(result.getRequestId(), result.getOutput().getVector()))
        .distinct()
        .count();
  }

  private static String signer(ReplicaResult result) {
    return new BatchVerifier(Records.NETWORK, 1)
        .signer(Digests.resultLeaf(Records.NETWORK, result), result.getProof())
        .orElse("nobody");
  }

  private static String header(ConsumerRecord<byte[], byte[]> message, String name) {
    return new String(message.headers().lastHeader(name).value(), UTF_8);
  }

  private long committed() throws ExecutionException, InterruptedException {
    return admin
        .listConsumerGroupOffsets("node-" + node.nodeId())
        .partitionsToOffsetAndMetadata()
        .get()
        .values()
        .iterator()
        .next()
        .offset();
  }
}
