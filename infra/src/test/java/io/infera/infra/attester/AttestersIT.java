package io.infera.infra.attester;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.BatchAttestation;
import io.infera.event.BatchProposal;
import io.infera.event.ClaimedBatch;
import io.infera.event.Digest;
import io.infera.event.NodePayment;
import io.infera.event.ReceiptStatus;
import io.infera.event.SettlementEvent;
import io.infera.infra.local.LocalNetwork;
import io.infera.infra.local.NetworkOptions;
import io.infera.infra.local.NodeSpec;
import io.infera.infra.local.Repository;
import io.infera.infra.local.StateDirectory;
import io.infera.infra.process.Progress;
import io.infera.infra.topics.TopicReader;
import io.infera.ingest.RequestProducer;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.Contract;
import io.infera.settlement.domain.BatchClaims;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.economy.Economy;
import io.infera.settlement.economy.EconomyContract;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole network whose batches need the signatures of two of three attesters. */
class AttestersIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Map<String, String> REMEMBER = Map.of("confirmations", "10000");

  @TempDir Path directory;
  private LocalNetwork network;
  private AvroSerdes serdes;
  private ChainClient chain;
  private Contract log;

  @Test
  void shouldAnchorWhatAttestersSignAndNothingElse() throws Exception {
    var state = new StateDirectory(directory.resolve("state"));
    var options =
        NetworkOptions.of(Repository.find(), state, NodeSpec.usual(3, 1, Map.of("engine", "stub")))
            .withAttesters(true)
            // What is asked about here must not be forgotten.
            .withOverrides(
                Map.of("attester-1", REMEMBER, "attester-2", REMEMBER, "attester-3", REMEMBER));
    try (LocalNetwork started = LocalNetwork.start(options, Progress.console());
        SchemaRegistry registry = SchemaRegistry.connect(started.layout().registryUrl());
        ChainClient client = new ChainClient(started.layout().evmUrl(), Duration.ofSeconds(10))) {
      network = started;
      serdes = new AvroSerdes(registry);
      chain = client;
      log = Economy.require(state.contracts()).contract(chain, EconomyContract.LOG);

      anchorsWhatTwoOfThreeSign();
      goesOnThoughOneIsKilledAndComesBack();
      signsNoBatchThatWasTamperedWith();
      signsNoSettlementThatTheLogDoesNotGive();
    }
  }

  private void anchorsWhatTwoOfThreeSign() throws Exception {
    assertThat(log.number("threshold")).isEqualTo(2);
    ask("first", 20);
    awaitFinal(20);
    Set<String> signers = new HashSet<>();
    for (BatchAttestation one : all(Topics.ATTESTATIONS)) {
      assertThat(one.getReason()).isEmpty();
      signers.add(one.getAttester());
    }
    assertThat(signers).hasSize(3);
  }

  private void goesOnThoughOneIsKilledAndComesBack() throws Exception {
    network.kill("attester-1");
    ask("second", 20);
    awaitFinal(40);

    network.restart("attester-1");
    network.kill("attester-2");
    ask("third", 20);
    awaitFinal(60);
    network.restart("attester-2");
  }

  /** A sink that pays a node more than the log gives, and knows how to build a tree. */
  private void signsNoBatchThatWasTamperedWith() throws Exception {
    BatchProposal right = all(Topics.BATCHES).get(0);
    ClaimedBatch claim = right.getBatch();
    var tampered =
        new BatchProposal(
            ClaimedBatch.newBuilder(claim).setRoot(new Digest(new byte[Bytes32.LENGTH])).build(),
            right.getLeaves());
    byte[] leaves = new byte[right.getLeaves().remaining()];
    right.getLeaves().duplicate().get(leaves);
    leaves[0] ^= 1;
    var altered =
        new BatchProposal(
            ClaimedBatch.newBuilder(tampered.getBatch()).setSettlements(1).build(),
            java.nio.ByteBuffer.wrap(leaves));
    propose(tampered);
    awaitRefusals(tampered.getBatch(), "expected root", "");
    propose(altered);
    awaitRefusals(altered.getBatch(), "another leaf", firstRequest(claim));
  }

  /** Somebody with the rights of verification: nobody is paid what the judge did not say. */
  private void signsNoSettlementThatTheLogDoesNotGive() throws Exception {
    SettlementEvent honest = all(Topics.SETTLEMENTS).get(0);
    var forged =
        SettlementEvent.newBuilder(honest)
            .setRequestId("never-asked")
            .setPayments(List.of(new NodePayment(honest.getRequester(), 1_000_000L, 1)))
            .build();
    String key = RequestKey.of(forged).toString();
    settle(key, forged);
    await(
        "refusals of all three",
        () ->
            all(Topics.ATTESTATIONS).stream()
                    .filter(one -> one.getRequest().equals(key))
                    .map(BatchAttestation::getAttester)
                    .distinct()
                    .count()
                == 3);
    await("a sink that says why it waits", () -> health("sink").contains(key));
    assertThat(all(Topics.RECEIPTS)).noneMatch(one -> RequestKey.of(one).toString().equals(key));
    assertThat(all(Topics.ATTESTATIONS))
        .filteredOn(one -> one.getSignature() != null)
        .noneMatch(one -> covers(one.getBatch(), key));
  }

  /** Whether a batch reaches the end of the lane where the request stands. */
  private boolean covers(ClaimedBatch batch, String key) {
    int lane =
        org.apache.kafka.common.utils.Utils.toPositive(
                org.apache.kafka.common.utils.Utils.murmur2(key.getBytes(UTF_8)))
            % Topics.SETTLEMENTS.partitions();
    long[] at = {-1};
    reader()
        .read(
            Topics.SETTLEMENTS,
            false,
            (origin, value) -> {
              at[0] = RequestKey.of(value).toString().equals(key) ? origin.offset() : at[0];
              return true;
            });
    return batch.getLane() == lane && BatchClaims.range(batch).contains(at[0]);
  }

  private String firstRequest(ClaimedBatch claim) {
    var first = new ArrayList<String>();
    reader()
        .read(
            Topics.SETTLEMENTS,
            false,
            (origin, value) -> {
              if (origin.partition() == claim.getLane()
                  && origin.offset() >= claim.getFirstOffset()) {
                first.add(RequestKey.of(value).toString());
              }
              return true;
            });
    return first.get(0);
  }

  private void awaitRefusals(ClaimedBatch batch, String reason, String request) {
    await(
        "three refusals because of " + reason,
        () ->
            all(Topics.ATTESTATIONS).stream()
                    .filter(one -> one.getBatch().equals(batch))
                    .filter(one -> one.getSignature() == null)
                    .filter(one -> one.getReason().contains(reason))
                    .filter(one -> one.getRequest().equals(request))
                    .map(BatchAttestation::getAttester)
                    .distinct()
                    .count()
                == 3);
  }

  private void ask(String prefix, int count) throws InterruptedException {
    try (RequestProducer producer =
        network.producer().deadline(Duration.ofSeconds(60)).modelId("stub").build()) {
      var answers = new ArrayList<CompletableFuture<?>>();
      for (int i = 0; i < count; i++) {
        answers.add(producer.submit(prefix + " " + i));
      }
      CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();
    }
  }

  private void awaitFinal(int requests) {
    await(
        requests + " final receipts",
        () ->
            all(Topics.RECEIPTS).stream()
                    .filter(receipt -> receipt.getStatus() == ReceiptStatus.FINAL)
                    .map(RequestKey::of)
                    .distinct()
                    .count()
                >= requests);
  }

  private void propose(BatchProposal proposal) throws Exception {
    String topic = Topics.BATCHES.name();
    send(topic, "0", serdes.serializer(Topics.BATCHES).serialize(topic, proposal));
  }

  private void settle(String key, SettlementEvent event) throws Exception {
    String topic = Topics.SETTLEMENTS.name();
    send(topic, key, serdes.serializer(Topics.SETTLEMENTS).serialize(topic, event));
  }

  private void send(String topic, String key, byte[] value) throws Exception {
    Map<String, Object> settings = Map.of("bootstrap.servers", network.layout().bootstrapServers());
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, key, value)).get();
    }
  }

  private String health(String process) {
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create(network.layout().address(process) + "/health"))
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (java.io.IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private <T extends SpecificRecord> List<T> all(Topic<T> topic) {
    return reader().all(topic);
  }

  private TopicReader reader() {
    return new TopicReader(network.layout().bootstrapServers(), serdes);
  }

  private static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited %s for %s", PATIENCE, what).isLessThan(end);
      try {
        Thread.sleep(250);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
  }
}
