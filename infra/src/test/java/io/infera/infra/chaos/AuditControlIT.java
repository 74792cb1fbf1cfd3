package io.infera.infra.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.InferenceRequest;
import io.infera.event.InferenceResponse;
import io.infera.event.NodeJudgement;
import io.infera.event.Outcome;
import io.infera.event.SettlementEvent;
import io.infera.event.Verdict;
import io.infera.infra.local.Access;
import io.infera.infra.local.LocalNetwork;
import io.infera.infra.local.NetworkOptions;
import io.infera.infra.local.Repository;
import io.infera.infra.local.StateDirectory;
import io.infera.infra.process.Progress;
import io.infera.infra.topics.TopicReader;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The negative control on real processes: after a run in which the audit finds nothing, each kind
 * of failure is made to happen once, on the real broker and the real chain, and the same audit sees
 * each of them.
 */
class AuditControlIT {
  private static final int REQUESTS = 12;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir Path directory;
  private LocalNetwork network;
  private AvroSerdes serdes;

  @Test
  void shouldSeeEachKindOfFailure() throws Exception {
    var state = new StateDirectory(directory.resolve("state"));
    var options = NetworkOptions.of(Repository.find(), state, ChaosCommand.cast(4, "stub"));
    try (LocalNetwork started = LocalNetwork.start(options, Progress.console());
        SchemaRegistry registry = SchemaRegistry.connect(started.layout().registryUrl())) {
      network = started;
      serdes = new AvroSerdes(registry);
      List<RequestKey> keys = ask();

      assertThat(findings(keys, audit -> audit.open() == 0).clean()).isTrue();
      assertThat(Replay.difference(network.layout())).isEmpty();

      answerAgainOtherwise();
      settleAgain();
      blameAnHonestNode();
      loseARequest();

      Findings found =
          findings(keys, audit -> audit.findings().settledTwice() == 1 && audit.open() == 1);
      assertThat(found.conflicting()).isEqualTo(1);
      assertThat(found.settledTwice()).isEqualTo(1);
      assertThat(found.honestPenalised()).isEqualTo(1);
      assertThat(found.lost()).isEqualTo(1);
      assertThat(found.clean()).isFalse();
      awaitSecondAnchor();
      assertThat(Replay.difference(network.layout()))
          .hasValueSatisfying(said -> assertThat(said).contains("published, not replayed"));
    }
  }

  private List<RequestKey> ask() throws InterruptedException {
    try (var producer = network.producer().modelId("stub").deadline(PATIENCE).build()) {
      var answers = new ArrayList<CompletableFuture<InferenceResponse>>();
      for (int i = 0; i < REQUESTS; i++) {
        answers.add(producer.submit("Text number " + i + " of the control."));
      }
      return answers.stream().map(CompletableFuture::join).map(RequestKey::of).toList();
    }
  }

  private Findings findings(List<RequestKey> acknowledged, Predicate<Audit> complete)
      throws InterruptedException {
    var audit = new Audit(new Downtimes(Duration.ofSeconds(10)));
    acknowledged.forEach(audit::acknowledged);
    long end = System.nanoTime() + PATIENCE.toNanos();
    try (var follower =
        new LogFollower(network.layout().kafka(Access.ADMIN), serdes, network.answers(), audit)) {
      follower.readOn();
      while (!complete.test(audit) && System.nanoTime() < end) {
        Thread.sleep(200);
        follower.readOn();
      }
    }
    ChainAuditor.audit(network.layout().state().configuration("sink"), reader(), audit);
    return audit.findings();
  }

  /** By the chain and the archive alone. */
  private void awaitSecondAnchor() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    int twice = 0;
    while (twice == 0 && System.nanoTime() < end) {
      Thread.sleep(500);
      var chain = new Audit(new Downtimes(Duration.ofSeconds(10)));
      ChainAuditor.audit(network.layout().state().configuration("sink"), reader(), chain);
      twice = chain.findings().settledTwice();
    }
    assertThat(twice).as("settlements that the chain holds twice").isEqualTo(1);
  }

  private void answerAgainOtherwise() {
    InferenceResponse answer = reader().all(Topics.RESPONSES).get(0);
    append(
        Topics.RESPONSES,
        RequestKey.of(answer),
        InferenceResponse.newBuilder(answer).setDetail("on second thoughts").build());
  }

  /** The sink settles what stands in the log, at whatever offset: it anchors this one twice. */
  private void settleAgain() {
    SettlementEvent settlement = reader().all(Topics.SETTLEMENTS).get(0);
    append(Topics.SETTLEMENTS, RequestKey.of(settlement), settlement);
  }

  private void blameAnHonestNode() {
    Verdict verdict = reader().all(Topics.VERDICTS).get(0);
    var judgements = new ArrayList<>(verdict.getJudgements());
    judgements.set(
        0, NodeJudgement.newBuilder(judgements.get(0)).setOutcome(Outcome.DISSENTED).build());
    Verdict invented =
        Verdict.newBuilder(verdict)
            .setRequestId("00000000-0000-4000-8000-000000000000")
            .setJudgements(judgements)
            .build();
    append(Topics.VERDICTS, RequestKey.of(invented), invented);
  }

  private void loseARequest() throws InterruptedException {
    network.kill("dispatcher");
    InferenceRequest request = reader().all(Topics.REQUESTS).get(0);
    InferenceRequest lost =
        InferenceRequest.newBuilder(request)
            .setRequestId("11111111-1111-4111-8111-111111111111")
            .build();
    append(Topics.REQUESTS, RequestKey.of(lost), lost);
  }

  private <T extends SpecificRecord> void append(Topic<T> topic, RequestKey key, T value) {
    Map<String, Object> settings = Map.of("bootstrap.servers", network.layout().bootstrapServers());
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      producer.send(
          new ProducerRecord<>(
              topic.name(),
              key.toString(),
              serdes.serializer(topic).serialize(topic.name(), value)));
    }
  }

  private TopicReader reader() {
    return new TopicReader(network.layout().kafka(Access.ADMIN), serdes);
  }
}
