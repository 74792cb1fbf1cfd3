package io.infera.verification.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.AnswerStatus;
import io.infera.event.InferenceResponse;
import io.infera.event.Outcome;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.testing.InMemorySchemaRegistry;
import io.infera.verification.domain.judge.NodeOutcome;
import io.infera.verification.support.Story;
import io.infera.verification.support.TestLog;
import io.infera.verification.support.TestParameters;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JudgeFunctionTest {
  private final InMemorySchemaRegistry registry = InMemorySchemaRegistry.start();
  private final TestLog log = new TestLog(registry);
  private JudgeFunction judge;
  private KeyedOneInputStreamOperatorTestHarness<String, LogRecord, Emission> harness;

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
  void shouldKeepNothingOfAnEndedRequestOnceItIsForgotten() throws Exception {
    read(log.disposition(0, Story.disposition("r", TestLog.at(0))));
    for (int node = 1; node <= 3; node++) {
      read(log.result(node, Story.result("r", node, Story.RIGHT)));
    }
    assertThat(harness.extractOutputValues())
        .extracting(Emission::kind)
        .containsExactly(OutputTopic.RESPONSES, OutputTopic.VERDICTS);
    assertThat(harness.numKeyedStateEntries()).isZero();
    assertThat(harness.numEventTimeTimers()).isZero();

    // Remembered for 60 s behind its deadline at 6 s; the next record is when it is seen to be
    // over.
    assertThat(ended()).isEqualTo(1);
    pass(66_000);
    read(log.disposition(66_001, Story.disposition("r", TestLog.at(0))));

    assertThat(ended()).isZero();
    assertThat(harness.numKeyedStateEntries()).isZero();
    assertThat(harness.numEventTimeTimers()).isZero();
    assertThat(harness.extractOutputValues()).hasSize(2);
    assertThat(harness.getSideOutput(Letters.TAG)).isNull();
  }

  @Test
  void shouldSendSettlementAndOutcomesAside() throws Exception {
    read(log.disposition(0, Story.disposition("r", TestLog.at(0))));
    for (int node = 1; node <= 3; node++) {
      read(log.result(node, Story.result("r", node, Story.RIGHT)));
    }

    assertThat(harness.getSideOutput(JudgeFunction.SETTLEMENTS))
        .singleElement()
        .satisfies(out -> assertThat(out.getValue().kind()).isEqualTo(OutputTopic.SETTLEMENTS));
    assertThat(harness.getSideOutput(JudgeFunction.OUTCOMES))
        .extracting(StreamRecord::getValue)
        .extracting(NodeOutcome::outcome)
        .containsExactly(Outcome.AGREED, Outcome.AGREED, Outcome.AGREED);
  }

  @Test
  void shouldNotOpenARememberedRequestAgain() throws Exception {
    read(log.disposition(0, Story.disposition("r", TestLog.at(0))));
    for (int node = 1; node <= 3; node++) {
      read(log.result(node, Story.result("r", node, Story.RIGHT)));
    }
    read(log.disposition(10, Story.disposition("r", TestLog.at(0))));
    read(log.result(11, Story.result("r", 1, Story.RIGHT)));
    pass(66_000);

    assertThat(harness.extractOutputValues()).hasSize(2);
    assertThat(harness.getSideOutput(JudgeFunction.SETTLEMENTS)).hasSize(1);
  }

  @Test
  void shouldRememberAnEndedRequestThroughASnapshot() throws Exception {
    read(log.disposition(0, Story.disposition("r", TestLog.at(0))));
    for (int node = 1; node <= 3; node++) {
      read(log.result(node, Story.result("r", node, Story.RIGHT)));
    }
    OperatorSubtaskState state = harness.snapshot(1, 1);
    harness.close();
    harness = harness();
    harness.initializeState(state);
    harness.open();

    read(log.disposition(10, Story.disposition("r", TestLog.at(0))));

    assertThat(ended()).isEqualTo(1);
    assertThat(harness.numKeyedStateEntries()).isZero();
    assertThat(harness.extractOutputValues()).isEmpty();
  }

  @Test
  void shouldGoOnFromASnapshot() throws Exception {
    read(log.disposition(0, Story.disposition("r", TestLog.at(0))));
    read(log.result(1, Story.result("r", 1, Story.RIGHT)));
    OperatorSubtaskState state = harness.snapshot(1, 1);
    harness.close();
    harness = harness();
    harness.initializeState(state);
    harness.open();

    read(log.result(2, Story.result("r", 2, Story.RIGHT)));

    assertThat(harness.extractOutputValues())
        .singleElement()
        .extracting(Emission::value)
        .isInstanceOfSatisfying(
            InferenceResponse.class,
            response -> assertThat(response.getStatus()).isEqualTo(AnswerStatus.VERIFIED));
    assertThat(harness.numEventTimeTimers()).isEqualTo(1);
  }

  @Test
  void shouldRefuseARecordUnderAnotherKeyThanItsContent() throws Exception {
    LogRecord right = log.disposition(0, Story.disposition("r", TestLog.at(0))).last();
    var wrong =
        new LogRecord(
            right.topic(),
            right.partition(),
            right.offset(),
            right.time(),
            Story.key("other").getBytes(UTF_8),
            right.value(),
            right.headers());

    harness.processElement(new StreamRecord<>(wrong, wrong.time()));

    assertThat(harness.getSideOutput(Letters.TAG))
        .singleElement()
        .satisfies(
            out ->
                assertThat(out.getValue().topic())
                    .isEqualTo(Topics.dlq(Topics.ASSIGNMENTS.name())));
    assertThat(harness.extractOutputValues()).isEmpty();
    assertThat(harness.numKeyedStateEntries()).isZero();
    assertThat(harness.numEventTimeTimers()).isZero();
  }

  @Test
  void shouldForgetAResultWhoseDispositionNeverCame() throws Exception {
    read(log.result(0, Story.result("r", 1, Story.RIGHT)));
    assertThat(harness.numEventTimeTimers()).isEqualTo(1);

    pass(30_000);

    assertThat(harness.numKeyedStateEntries()).isZero();
    assertThat(harness.numEventTimeTimers()).isZero();
    assertThat(harness.extractOutputValues()).isEmpty();
  }

  private KeyedOneInputStreamOperatorTestHarness<String, LogRecord, Emission> harness()
      throws Exception {
    judge = new JudgeFunction(TestParameters.of(registry.url()));
    var created =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(judge), LogRecord::keyText, KeyText.TYPE);
    created.setup(new WireSerializer<>(new EmissionWire()));
    return created;
  }

  private int ended() {
    return judge.ended();
  }

  private void read(TestLog log) throws Exception {
    harness.processElement(new StreamRecord<>(log.last(), log.last().time()));
  }

  private void pass(long millis) throws Exception {
    harness.processWatermark(new Watermark(TestLog.at(millis).toEpochMilli()));
  }
}
