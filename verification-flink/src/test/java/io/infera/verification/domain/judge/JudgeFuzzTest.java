package io.infera.verification.domain.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.infera.event.AttemptPurpose;
import io.infera.event.InferenceResponse;
import io.infera.event.NodePayment;
import io.infera.event.Outcome;
import io.infera.event.ReplicaResult;
import io.infera.event.SettlementEvent;
import io.infera.event.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Nodes that sign anything. Nodes a, b and c answer honestly when they answer, d and e with
 * whatever the input says, in any order, in and out of time. The judge never fails; it answers once
 * and ends the request once; no honest node is shown wrong; what is paid is what is owed; its state
 * survives being written at any moment.
 *
 * <p>Input: steps, each a byte for its kind, a byte for the node and the attempt, a byte for how
 * much time passes before it, and for a hostile result two bytes of length and its Avro body.
 */
class JudgeFuzzTest {
  private static final int MOST_STEPS = 32;
  private static final String[] NODES = {"a", "b", "c", "d", "e"};
  private static final int HONEST = 3;
  private static final int MILLIS_PER_UNIT = 50;
  private static final long THE_END = 1_000_000;

  @MethodSource("seeds")
  @FuzzTest
  void shouldJudgeWhateverIsSigned(byte[] input) {
    var court = new Court();
    ByteBuffer in = ByteBuffer.wrap(input);
    long now = 100;
    for (int step = 0; step < MOST_STEPS && in.remaining() >= 3; step++) {
      int kind = in.get() & 0xff;
      int which = in.get() & 0xff;
      now += (in.get() & 0xff) * (long) MILLIS_PER_UNIT;
      court.until(now - 1);
      take(court, kind, which, now, in);
      court.state = written(court.state);
    }
    court.until(Math.max(now, THE_END));
    check(court);
  }

  private static void take(Court court, int kind, int which, long now, ByteBuffer in) {
    int attempt = 1 + which / NODES.length % 4;
    int node = which % NODES.length;
    switch (kind % 4) {
      case 0 -> court.take(Cases.drawn(attempt, purpose(attempt, kind), now, drawn(which)), now);
      case 1 -> court.take(Cases.result(NODES[node % HONEST], attempt, Cases.right()), now);
      default -> {
        String liar = NODES[HONEST + node % (NODES.length - HONEST)];
        body(in)
            .ifPresent(
                result ->
                    court.take(
                        Cases.signed(
                            liar,
                            ReplicaResult.newBuilder(result).setNodeId(liar).setAttempt(attempt)),
                        now));
      }
    }
  }

  private static AttemptPurpose purpose(int attempt, int kind) {
    if (attempt == 1) {
      return AttemptPurpose.FIRST;
    }
    return kind % 8 < 4 ? AttemptPurpose.ESCALATION : AttemptPurpose.AUDIT;
  }

  /** One to five nodes, beginning anywhere. */
  private static String[] drawn(int which) {
    var drawn = new String[1 + which % NODES.length];
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = NODES[(which / 7 + i) % NODES.length];
    }
    return drawn;
  }

  private static Optional<ReplicaResult> body(ByteBuffer in) {
    if (in.remaining() < Short.BYTES) {
      return Optional.empty();
    }
    var bytes = new byte[Math.min(in.getShort() & 0xffff, in.remaining())];
    in.get(bytes);
    try {
      return Optional.of(
          new SpecificDatumReader<>(ReplicaResult.class)
              .read(null, DecoderFactory.get().binaryDecoder(bytes, null)));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static RequestCase written(RequestCase state) {
    byte[] bytes = state.toBytes();
    assertThat(state.copy().toBytes()).isEqualTo(bytes);
    RequestCase read = RequestCase.fromBytes(bytes);
    assertThat(read.toBytes()).isEqualTo(bytes);
    return read;
  }

  private static void check(Court court) {
    List<InferenceResponse> answers = court.answers();
    assertThat(answers).hasSizeLessThanOrEqualTo(1);
    assertThat(court.closes()).hasSameSizeAs(answers);
    assertThat(court.state.forgettable()).isTrue();
    answers.forEach(JudgeFuzzTest::assertWritable);
    court.escalations().forEach(JudgeFuzzTest::assertWritable);
    if (!court.closes().isEmpty()) {
      check(court.verdict(), court.settlement());
    }
  }

  private static void check(Verdict verdict, SettlementEvent settlement) {
    assertWritable(verdict);
    assertWritable(settlement);
    assertThat(verdict.getJudgements())
        .filteredOn(judgement -> judgement.getNodeId().compareTo(NODES[HONEST]) < 0)
        .noneMatch(judgement -> judgement.getOutcome() == Outcome.INADMISSIBLE);
    assertThat(settlement.getPayments()).allMatch(payment -> payment.getMicroInfer() >= 0);
    assertThat(settlement.getPayments().stream().mapToLong(NodePayment::getMicroInfer).sum())
        .isEqualTo(settlement.getPriceMicroInfer());
  }

  private static <T extends SpecificRecord> void assertWritable(T record) {
    try {
      var out = new ByteArrayOutputStream();
      var encoder = EncoderFactory.get().binaryEncoder(out, null);
      new SpecificDatumWriter<T>(record.getSchema()).write(record, encoder);
      encoder.flush();
      assertThat(out.size()).isPositive();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static Stream<byte[]> seeds() {
    byte[] hostile = hostile(Cases.result("d", 1, Cases.wrong()));
    byte[] honest = hostile(Cases.result("d", 1, Cases.right()));
    byte[] broken = hostile(Cases.failed("d", 1));
    byte[] draw = {0, 4, 0};
    byte[] a = {1, 0, 1};
    byte[] b = {1, 1, 1};
    byte[] wait = {1, 2, 60};
    return Stream.of(
        concat(draw, a, b, wait),
        concat(draw, a, b, hostile),
        concat(draw, a, hostile, wait, new byte[] {0, 9, 1}, b),
        concat(hostile, draw, a, honest, new byte[] {4, 9, 60}, honest),
        concat(draw, broken, a, b));
  }

  private static byte[] hostile(ReplicaResult result) {
    try {
      var out = new ByteArrayOutputStream();
      var encoder = EncoderFactory.get().binaryEncoder(out, null);
      new SpecificDatumWriter<>(ReplicaResult.class).write(result, encoder);
      encoder.flush();
      return ByteBuffer.allocate(5 + out.size())
          .put(new byte[] {2, 3, 1})
          .putShort((short) out.size())
          .put(out.toByteArray())
          .array();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] concat(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
