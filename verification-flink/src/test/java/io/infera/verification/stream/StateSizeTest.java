package io.infera.verification.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.Disposition;
import io.infera.event.ModelPolicy;
import io.infera.event.Outcome;
import io.infera.schemas.testing.InMemorySchemaRegistry;
import io.infera.schemas.testing.Records;
import io.infera.verification.domain.judge.NodeOutcome;
import io.infera.verification.domain.judge.NodeOutcome.Light;
import io.infera.verification.support.Story;
import io.infera.verification.support.TestLog;
import io.infera.verification.support.TestParameters;
import java.util.Arrays;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What a request and a node take in a snapshot, keys and timers included; the page for operators
 * says so.
 */
class StateSizeTest {
  private static final int REQUESTS = 200;
  private static final int NODES = 50;
  private static final int DIMENSION = 384;

  private final InMemorySchemaRegistry registry = InMemorySchemaRegistry.start();
  private final TestLog log = new TestLog(registry);

  @AfterEach
  void close() {
    log.close();
    registry.close();
  }

  @Test
  void shouldKeepAnOpenRequestSmall() throws Exception {
    long drawn = perRequest(0);
    long answered = perRequest(2);

    System.out.printf("open request: %d B drawn, %d B with two results%n", drawn, answered);
    assertThat(drawn).isBetween(300L, 2_000L);
    assertThat(answered).isBetween(2L * 4 * DIMENSION, 6_000L);
  }

  @Test
  void shouldKeepNothingOfARequestThatHasEnded() throws Exception {
    assertThat(perRequest(3)).isLessThan(100);
  }

  @Test
  void shouldKeepANodeSmall() throws Exception {
    try (var harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new KeyedCoProcessOperator<>(new ReputationFunction(TestParameters.of(registry.url()))),
            LogRecord::keyText,
            NodeOutcome::nodeId,
            KeyText.TYPE)) {
      harness.setup(new WireSerializer<>(new EmissionWire()));
      harness.open();
      long empty = size(harness.snapshot(1, 1));
      for (int node = 1; node <= NODES; node++) {
        log.registration(node, Records.registration(node));
        harness.processElement1(new StreamRecord<>(log.last(), log.last().time()));
        log.heartbeat(node, Records.heartbeat(node, 1));
        harness.processElement1(new StreamRecord<>(log.last(), log.last().time()));
        for (int i = 0; i < 20; i++) {
          harness.processElement2(new StreamRecord<>(outcome(node, i), 0));
        }
      }
      var mark = new Watermark(TestLog.at(1_000).toEpochMilli());
      harness.processWatermark1(mark);
      harness.processWatermark2(mark);
      long node = (size(harness.snapshot(2, 2)) - empty) / NODES;

      System.out.printf("node: %d B%n", node);
      assertThat(node).isBetween(300L, 4_000L);
    }
  }

  private static NodeOutcome outcome(int node, int i) {
    return new NodeOutcome(
        Records.node(node), "requester/r-" + i, 1, Outcome.AGREED, Light.NONE, 7, TestLog.at(500));
  }

  private long perRequest(int results) throws Exception {
    try (var harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new JudgeFunction(TestParameters.of(registry.url()))),
            LogRecord::keyText,
            KeyText.TYPE)) {
      harness.setup(new WireSerializer<>(new EmissionWire()));
      harness.open();
      long empty = size(harness.snapshot(1, 1));
      for (int i = 0; i < REQUESTS; i++) {
        read(harness, log.disposition(i, disposition("r-" + results + "-" + i, i)));
        for (int node = 1; node <= results; node++) {
          read(harness, log.result(i, Story.result("r-" + results + "-" + i, node, vector())));
        }
      }
      return (size(harness.snapshot(2, 2)) - empty) / REQUESTS;
    }
  }

  private static void read(
      KeyedOneInputStreamOperatorTestHarness<String, LogRecord, Emission> harness, TestLog log)
      throws Exception {
    harness.processElement(new StreamRecord<>(log.last(), log.last().time()));
  }

  private static long size(OperatorSubtaskState snapshot) {
    return snapshot.getStateSize();
  }

  private static Disposition disposition(String requestId, long millis) {
    Disposition small = Story.disposition(requestId, TestLog.at(millis));
    ModelPolicy policy = ModelPolicy.newBuilder(Records.policy()).setDimension(DIMENSION).build();
    return Disposition.newBuilder(small).setPolicy(policy).build();
  }

  private static float[] vector() {
    var vector = new float[DIMENSION];
    Arrays.fill(vector, (float) Math.sqrt(1.0 / DIMENSION));
    return vector;
  }
}
