package io.infera.verification.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.NodeHeartbeat;
import io.infera.event.Outcome;
import io.infera.event.ReputationEpoch;
import io.infera.event.RosterChange;
import io.infera.schemas.testing.InMemorySchemaRegistry;
import io.infera.schemas.testing.Records;
import io.infera.verification.domain.judge.NodeOutcome;
import io.infera.verification.domain.judge.NodeOutcome.Light;
import io.infera.verification.support.TestLog;
import io.infera.verification.support.TestParameters;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReputationFunctionTest {
  private final InMemorySchemaRegistry registry = InMemorySchemaRegistry.start();
  private final TestLog log = new TestLog(registry);
  private KeyedTwoInputStreamOperatorTestHarness<String, LogRecord, NodeOutcome, Emission> harness;

  @BeforeEach
  void open() throws Exception {
    harness = harness();
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
    log.close();
    registry.close();
  }

  @Test
  void shouldAnnounceTheSameWhicheverTopicWasReadFirst() throws Exception {
    log.registration(20, Records.registration(1))
        .heartbeat(10, Records.heartbeat(1, 1))
        .heartbeat(1_010, Records.heartbeat(1, 2));
    List<RosterChange> one = rosterAfter(log.records());
    harness.close();
    open();
    List<LogRecord> records = log.records();
    List<RosterChange> other = rosterAfter(List.of(records.get(1), records.get(2), records.get(0)));

    assertThat(one).hasSize(1).isEqualTo(other);
    assertThat(one.get(0).getReason()).isEqualTo("JOINED");
    assertThat(one.get(0).getAt()).isEqualTo(TestLog.at(20));
  }

  @Test
  void shouldNoticeSilenceAsTimePasses() throws Exception {
    log.registration(10, Records.registration(1)).heartbeat(20, Records.heartbeat(1, 1));
    read(log.records());
    pass(4_019);
    assertThat(harness.getSideOutput(ReputationFunction.ROSTERS)).hasSize(1);
    pass(4_020);

    assertThat(harness.getSideOutput(ReputationFunction.ROSTERS))
        .extracting(out -> ((RosterChange) out.getValue().value()).getReason())
        .containsExactly("JOINED", "SILENT");
  }

  @Test
  void shouldCloseAnEpochWithWhatWasJudgedInIt() throws Exception {
    var outcome =
        new NodeOutcome(
            Records.node(1), "requester/r", 1, Outcome.AGREED, Light.NONE, 7, TestLog.at(4_999));
    harness.processElement2(new StreamRecord<>(outcome, 0));
    pass(4_999);
    assertThat(harness.extractOutputValues()).isEmpty();
    pass(5_000);

    assertThat(harness.extractOutputValues())
        .filteredOn(out -> out.kind() == OutputTopic.REPUTATION)
        .singleElement()
        .satisfies(out -> assertThat(((ReputationEpoch) out.value()).getAgreed()).isEqualTo(1));
  }

  @Test
  void shouldKeepNothingOfAStranger() throws Exception {
    NodeHeartbeat forged = NodeHeartbeat.newBuilder(Records.heartbeat(1, 1)).setInFlight(9).build();
    log.heartbeat(10, forged);
    read(log.records());
    assertThat(harness.numKeyedStateEntries()).isPositive();
    pass(20);

    assertThat(harness.numKeyedStateEntries()).isZero();
    assertThat(harness.numEventTimeTimers()).isZero();
    assertThat(harness.extractOutputValues()).isEmpty();
    assertThat(harness.getSideOutput(ReputationFunction.ROSTERS)).isNull();
  }

  private List<RosterChange> rosterAfter(List<LogRecord> records) throws Exception {
    read(records);
    pass(2_000);
    return harness.getSideOutput(ReputationFunction.ROSTERS).stream()
        .map(out -> (RosterChange) out.getValue().value())
        .toList();
  }

  private void read(List<LogRecord> records) throws Exception {
    for (LogRecord record : records) {
      harness.processElement1(new StreamRecord<>(record, record.time()));
    }
  }

  private void pass(long millis) throws Exception {
    var mark = new Watermark(TestLog.at(millis).toEpochMilli());
    harness.processWatermark1(mark);
    harness.processWatermark2(mark);
  }

  private KeyedTwoInputStreamOperatorTestHarness<String, LogRecord, NodeOutcome, Emission> harness()
      throws Exception {
    var created =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new KeyedCoProcessOperator<>(
                new ReputationFunction(
                    TestParameters.of(registry.url(), Map.of("roster.silence", "4s")))),
            LogRecord::keyText,
            NodeOutcome::nodeId,
            KeyText.TYPE);
    created.setup(new WireSerializer<>(new EmissionWire()));
    return created;
  }
}
