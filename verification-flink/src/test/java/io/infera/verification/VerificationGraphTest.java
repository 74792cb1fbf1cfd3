package io.infera.verification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.infera.event.AnswerStatus;
import io.infera.event.Escalation;
import io.infera.event.InferenceResponse;
import io.infera.event.NodeStake;
import io.infera.event.RosterChange;
import io.infera.event.SettlementEvent;
import io.infera.event.Verdict;
import io.infera.schemas.canonical.Digests;
import io.infera.schemas.catalog.DeadLetter;
import io.infera.schemas.testing.InMemorySchemaRegistry;
import io.infera.schemas.testing.Records;
import io.infera.verification.replay.CollectingSinks.Collected;
import io.infera.verification.replay.Fingerprints;
import io.infera.verification.replay.ListSources;
import io.infera.verification.replay.Replay;
import io.infera.verification.retrial.Retrial;
import io.infera.verification.stream.Emission;
import io.infera.verification.stream.InputTopic;
import io.infera.verification.stream.Letter;
import io.infera.verification.stream.LogRecord;
import io.infera.verification.stream.OutputTopic;
import io.infera.verification.support.Story;
import io.infera.verification.support.TestLog;
import io.infera.verification.support.TestParameters;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole graph on a mini-cluster, over logs with an end. */
class VerificationGraphTest {
  private final InMemorySchemaRegistry registry = InMemorySchemaRegistry.start();
  private final TestLog log = new TestLog(registry);

  @AfterEach
  void close() {
    log.close();
    registry.close();
  }

  @Test
  void shouldAnswerVerifyAndSettleAnHonestRequest() throws Exception {
    log.disposition(0, Story.disposition("r", TestLog.at(0)));
    for (int node = 1; node <= 3; node++) {
      log.result(100 * node, Story.result("r", node, Story.RIGHT));
    }
    log.tick(1_000);

    Collected written = run(log.records(), 1);

    assertThat(written.letters()).isEmpty();
    assertThat(written.emissions())
        .extracting(Emission::kind)
        .containsExactlyInAnyOrder(
            OutputTopic.RESPONSES, OutputTopic.VERDICTS, OutputTopic.SETTLEMENTS);
    assertThat(written.emissions()).extracting(Emission::key).containsOnly(Story.key("r"));
    InferenceResponse response = only(written, OutputTopic.RESPONSES, InferenceResponse.class);
    assertThat(response.getStatus()).isEqualTo(AnswerStatus.VERIFIED);
    assertThat(response.getDecidedAt()).isEqualTo(TestLog.at(200));
    Verdict verdict = only(written, OutputTopic.VERDICTS, Verdict.class);
    assertThat(verdict.getClosedAt()).isEqualTo(TestLog.at(300));
    assertThat(verdict.getClique())
        .containsExactlyInAnyOrder(Records.node(1), Records.node(2), Records.node(3));
    SettlementEvent settlement = only(written, OutputTopic.SETTLEMENTS, SettlementEvent.class);
    assertThat(settlement.getVerdictDigest()).isEqualTo(Digests.verdict(verdict));
  }

  @Test
  void shouldMeetTheDeadlineWithNothingButTicks() throws Exception {
    log.disposition(0, Story.disposition("r", TestLog.at(0)));
    for (long time = 500; time <= 6_500; time += 500) {
      log.tick(time);
    }

    Collected written = run(log.records(), 1);

    InferenceResponse response = only(written, OutputTopic.RESPONSES, InferenceResponse.class);
    assertThat(response.getStatus()).isEqualTo(AnswerStatus.EXPIRED);
    assertThat(response.getDecidedAt()).isEqualTo(TestLog.at(6_000));
    Escalation escalation = only(written, OutputTopic.ESCALATIONS, Escalation.class);
    assertThat(escalation.getAt()).isEqualTo(TestLog.at(2_000));
    assertThat(only(written, OutputTopic.VERDICTS, Verdict.class).getClosedAt())
        .isEqualTo(TestLog.at(6_000));
    assertThat(of(written, OutputTopic.SETTLEMENTS)).hasSize(1);
  }

  @Test
  void shouldNotLetADeadlinePassBeforeEveryPartitionHasPassedIt() throws Exception {
    log.disposition(0, Story.disposition("r", TestLog.at(0)));
    log.tick(500).tick(1_900);
    for (int partition = 0; partition < 4; partition++) {
      // Every partition but that of the heartbeats is far ahead.
      log.raw(InputTopic.RESULTS, partition, 60_000, null, null);
      log.raw(InputTopic.ASSIGNMENTS, partition, 60_000, null, null);
    }
    log.raw(InputTopic.REGISTRATIONS, 0, 60_000, null, null);
    log.raw(InputTopic.STAKES, 0, 60_000, null, null);

    Collected written = run(log.records(), 2);

    assertThat(written.emissions()).isEmpty();
  }

  @Test
  void shouldNotCountAResultBehindTheDeadline() throws Exception {
    log.disposition(0, Story.disposition("r", TestLog.at(0)));
    log.result(100, Story.result("r", 1, Story.RIGHT));
    log.result(2_001, Story.result("r", 2, Story.RIGHT));
    log.result(2_002, Story.result("r", 3, Story.RIGHT));
    log.tick(3_000).tick(8_000);

    Collected written = run(log.records(), 1);

    assertThat(only(written, OutputTopic.RESPONSES, InferenceResponse.class).getStatus())
        .isEqualTo(AnswerStatus.EXPIRED);
  }

  @Test
  void shouldSendPoisonOfEveryTopicToItsDeadLetters() throws Exception {
    byte[] requestKey = Story.key("r").getBytes(UTF_8);
    byte[] poison = {0, 0, 0, 0, 99, 1, 2, 3};
    for (InputTopic topic : InputTopic.values()) {
      byte[] key = topic.keyedByRequest() ? requestKey : Records.node(1).getBytes(UTF_8);
      for (int partition = 0; partition < TestLog.PARTITIONS.get(topic); partition++) {
        log.raw(topic, partition, 10, key, poison);
        log.raw(topic, partition, 20, null, poison);
        log.raw(topic, partition, 30, key, null);
        log.raw(topic, partition, 40, new byte[] {(byte) 0xff}, poison);
      }
    }
    log.tick(1_000);

    Collected written = run(log.records(), 2);

    assertThat(written.emissions()).isEmpty();
    assertThat(written.letters()).hasSize(4 * 11);
    for (InputTopic topic : InputTopic.values()) {
      assertThat(written.letters())
          .filteredOn(letter -> letter.topic().equals(topic.topicName() + ".dlq"))
          .hasSize(4 * TestLog.PARTITIONS.get(topic))
          .allSatisfy(
              letter -> {
                assertThat(header(letter, DeadLetter.TOPIC)).isEqualTo(topic.topicName());
                assertThat(header(letter, DeadLetter.APPLICATION)).isEqualTo("verification");
                assertThat(header(letter, DeadLetter.OFFSET)).isNotEmpty();
              });
    }
  }

  @Test
  void shouldPutANodeOnTheRosterWhenItIsRegisteredAndReady() throws Exception {
    log.heartbeat(10, Records.heartbeat(1, 1));
    log.registration(20, Records.registration(1));
    log.tick(200);

    Collected written = run(log.records(), 1);

    RosterChange change = only(written, OutputTopic.ROSTERS, RosterChange.class);
    assertThat(change.getMember()).isTrue();
    assertThat(change.getReason()).isEqualTo("JOINED");
    assertThat(written.letters()).isEmpty();
    assertThat(written.emissions())
        .extracting(Emission::kind)
        .containsOnly(OutputTopic.ROSTERS, OutputTopic.STANDINGS);
  }

  @Test
  void shouldTakeANodeOffTheRosterWhenTheChainEjectsIt() throws Exception {
    var required = Map.of("staking.required", "true");
    log.registration(10, Records.registration(1)).heartbeat(20, Records.heartbeat(1, 1));
    log.registration(30, Records.registration(2)).heartbeat(40, Records.heartbeat(2, 1));
    log.stake(50, Records.stake(1));
    log.tick(200);
    NodeStake ejected =
        NodeStake.newBuilder(Records.stake(1)).setBondedMicroInfer(0).setEjected(true).build();
    log.stake(300, ejected).tick(500);

    Collected written = run(log.records(), 2, required);

    List<RosterChange> changes =
        of(written, OutputTopic.ROSTERS).stream().map(RosterChange.class::cast).toList();
    assertThat(changes)
        .extracting(RosterChange::getNodeId, RosterChange::getMember, RosterChange::getReason)
        .containsExactly(
            tuple(Records.node(1), true, "JOINED"),
            tuple(Records.node(1), false, "EJECTED_ON_CHAIN"));
    assertThat(changes.get(1).getAt()).isEqualTo(TestLog.at(300));
    List<LogRecord> stakesFirst =
        log.topicByTopic(
            InputTopic.STAKES,
            InputTopic.HEARTBEATS,
            InputTopic.REGISTRATIONS,
            InputTopic.RESULTS,
            InputTopic.ASSIGNMENTS);
    assertThat(of(run(stakesFirst, 1, required), OutputTopic.ROSTERS)).isEqualTo(changes);
  }

  @Test
  void shouldJudgeTheSameAtAnyParallelismAndInAnyInterleaving() throws Exception {
    tellALongStory(Story.RIGHT);
    Fingerprints once = fingerprints(log.records(), 1);

    assertThat(once.byKey().values()).allSatisfy(digests -> assertThat(digests).hasSize(1));
    assertThat(once.byKey().keySet().stream().map(key -> key.split(" ")[0]).distinct())
        .containsExactlyInAnyOrder("verdict", "settlement", "epoch", "roster", "error");
    assertThat(fingerprints(log.records(), 2).differences(once)).isEmpty();
    List<LogRecord> resultsFirst =
        log.topicByTopic(
            InputTopic.HEARTBEATS,
            InputTopic.RESULTS,
            InputTopic.REGISTRATIONS,
            InputTopic.STAKES,
            InputTopic.ASSIGNMENTS);
    assertThat(fingerprints(resultsFirst, 2).differences(once)).isEmpty();
    List<LogRecord> assignmentsFirst =
        log.topicByTopic(
            InputTopic.STAKES,
            InputTopic.ASSIGNMENTS,
            InputTopic.REGISTRATIONS,
            InputTopic.RESULTS,
            InputTopic.HEARTBEATS);
    assertThat(fingerprints(assignmentsFirst, 1).differences(once)).isEmpty();
  }

  @Test
  void shouldJudgeTheSameInRocksDbAsOnTheHeap() throws Exception {
    tellALongStory(Story.RIGHT);
    Collected inRocksDb =
        Replay.of(
            TestParameters.of(registry.url(), Map.of("state.backend", "rocksdb")),
            new ListSources(log.records(), TestLog.PARTITIONS),
            2);

    assertThat(
            Fingerprints.ofEmissions(inRocksDb.emissions(), Long.MAX_VALUE / 2)
                .differences(fingerprints(log.records(), 1)))
        .isEmpty();
  }

  @Test
  void shouldJudgeOtherwiseWhenASingleResultIsAltered() throws Exception {
    tellALongStory(Story.RIGHT);
    Fingerprints once = fingerprints(log.records(), 1);
    try (var other = new InMemorySchemaRegistryLog()) {
      tellALongStory(other.log, Story.WRONG);
      Fingerprints altered =
          Fingerprints.ofEmissions(
              Replay.of(
                      TestParameters.of(other.registry.url()),
                      new ListSources(other.log.records(), TestLog.PARTITIONS),
                      1)
                  .emissions(),
              Long.MAX_VALUE / 2);

      assertThat(altered.differences(once))
          .contains(
              "verdict of request " + Story.key("r-7"), "settlement of request " + Story.key("r-7"))
          .noneMatch(key -> key.startsWith("verdict") && !key.endsWith("r-7"));
    }
  }

  @Test
  void shouldSettleTheSameWithoutFlinkInAnyInterleaving() throws Exception {
    tellALongStory(Story.WRONG);
    Fingerprints job =
        Fingerprints.of(
            of(run(log.records(), 1), OutputTopic.SETTLEMENTS).stream(), Long.MAX_VALUE / 2);
    assertThat(job.size()).isEqualTo(30);

    List<LogRecord> resultsFirst = log.topicByTopic(InputTopic.RESULTS, InputTopic.ASSIGNMENTS);
    assertThat(retried(log.records()).differences(job)).isEmpty();
    assertThat(retried(resultsFirst).differences(job)).isEmpty();
  }

  private Fingerprints retried(List<LogRecord> records) {
    try (var retrial =
        new Retrial(
            TestParameters.of(registry.url()).judgeRules(), registry.url(), TestLog.PARTITIONS)) {
      records.stream().filter(record -> record.topic().keyedByRequest()).forEach(retrial::accept);
      return Fingerprints.of(
          retrial.take().stream().map(Retrial.Settled::settlement), Long.MAX_VALUE / 2);
    }
  }

  private static final class InMemorySchemaRegistryLog implements AutoCloseable {
    private final InMemorySchemaRegistry registry = InMemorySchemaRegistry.start();
    private final TestLog log = new TestLog(registry);

    @Override
    public void close() {
      log.close();
      registry.close();
    }
  }

  private void tellALongStory(float[] seventh) {
    tellALongStory(log, seventh);
  }

  /**
   * Three nodes, 30 requests in 12 s, one dissent unless {@code seventh} agrees, one silence, one
   * node that leaves.
   */
  private static void tellALongStory(TestLog log, float[] seventh) {
    for (int node = 1; node <= 3; node++) {
      log.registration(node, Records.registration(node));
    }
    int sequence = 1;
    for (int i = 0; i < 30; i++) {
      long time = 100 + 400L * i;
      String request = "r-" + i;
      log.disposition(time, Story.disposition(request, TestLog.at(time)));
      log.result(time + 20, Story.result(request, 1, Story.RIGHT));
      log.result(time + 30, Story.result(request, 2, Story.RIGHT));
      if (i % 10 != 3) {
        log.result(time + 40, Story.result(request, 3, i == 7 ? seventh : Story.RIGHT));
      }
      if (i % 2 == 0) {
        for (int node = 1; node <= (i < 6 ? 3 : 2); node++) {
          log.heartbeat(time + 50 + node, Records.heartbeat(node, sequence));
        }
        sequence++;
      }
      log.tick(time + 100);
    }
    for (long time = 12_500; time < 62_000; time += 2_500) {
      log.tick(time);
    }
  }

  private Fingerprints fingerprints(List<LogRecord> records, int parallelism) throws Exception {
    return Fingerprints.ofEmissions(run(records, parallelism).emissions(), Long.MAX_VALUE / 2);
  }

  private Collected run(List<LogRecord> records, int parallelism) throws Exception {
    return run(records, parallelism, Map.of());
  }

  private Collected run(List<LogRecord> records, int parallelism, Map<String, String> settings)
      throws Exception {
    return Replay.of(
        TestParameters.of(registry.url(), settings),
        new ListSources(records, TestLog.PARTITIONS),
        parallelism);
  }

  private static List<SpecificRecord> of(Collected written, OutputTopic kind) {
    return written.emissions().stream()
        .filter(emission -> emission.kind() == kind)
        .map(Emission::value)
        .toList();
  }

  private static <T> T only(Collected written, OutputTopic kind, Class<T> type) {
    List<SpecificRecord> found = of(written, kind);
    assertThat(found).hasSize(1);
    return type.cast(found.get(0));
  }

  private static String header(Letter letter, String name) {
    return letter.headers().stream()
        .filter(header -> header.name().equals(name))
        .map(header -> new String(header.value(), UTF_8))
        .findFirst()
        .orElse("");
  }
}
